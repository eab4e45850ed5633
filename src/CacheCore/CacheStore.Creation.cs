using CacheCore.Items;
using CacheCore.Primitives;

namespace CacheCore;

/// <content>Values that are made where there is none.</content>
public sealed partial class CacheStore
{
    /// <summary>Reads a value, or has it made and stores it. While one caller makes it, others who ask for the same key wait for it.</summary>
    /// <remarks>So a factory must not ask for its own key, directly or by what it waits for: it would wait for itself, for ever.</remarks>
    /// <param name="key">A well-formed string.</param>
    /// <param name="factory">Makes the value; runs on the calling thread. What it throws goes to all who wait.</param>
    /// <param name="options">Lifetime and flags of a made value.</param>
    /// <returns>The caller's copy. A value that the store rejects is still returned.</returns>
    public byte[] GetOrCreate(string key, Func<string, byte[]> factory, ItemOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return Get(key) ?? CreateAsync(key, (made, _) => new ValueTask<byte[]>(factory(made)), options, default).AsTask().GetAwaiter().GetResult();
    }

    /// <summary>Reads a value, or has it made and stores it. While one caller makes it, others who ask for the same key wait for it.</summary>
    /// <remarks>So a factory must not ask for its own key, directly or by what it waits for: it would wait for itself until it is cancelled.</remarks>
    /// <param name="key">A well-formed string.</param>
    /// <param name="factory">Makes the value. Its token is cancelled once nobody waits for the value any more. What it throws goes to all who wait.</param>
    /// <param name="options">Lifetime and flags of a made value.</param>
    /// <param name="cancellationToken">Ends this caller's waiting.</param>
    /// <returns>The caller's copy. A value that the store rejects is still returned.</returns>
    public ValueTask<byte[]> GetOrCreateAsync(
        string key, Func<string, CancellationToken, ValueTask<byte[]>> factory, ItemOptions options = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return Get(key) is { } hit ? new ValueTask<byte[]>(hit) : CreateAsync(key, factory, options, cancellationToken);
    }

    /// <summary>As Get, but counts and marks nothing.</summary>
    private byte[]? Peek(string key)
    {
        var encoded = new KeyEncoder(key, stackalloc byte[KeyEncoder.StackSize]);
        var reader = default(QuietArrayReader);
        ReadResult result = _reads.Read(encoded.Bytes, HashOf(encoded.Bytes), ref reader);
        encoded.Return();
        GC.KeepAlive(this);
        return result == ReadResult.Hit ? reader.Value : null;
    }

    private ValueTask<byte[]> CreateAsync(
        string key, Func<string, CancellationToken, ValueTask<byte[]>> factory, ItemOptions options, CancellationToken cancellationToken) =>
        _flights.RunAsync(key, async stop =>
        {
            if (Peek(key) is { } madeMeanwhile)
            {
                return madeMeanwhile;
            }

            byte[] value = await factory(key, stop).ConfigureAwait(false)
                ?? throw new InvalidOperationException("The factory returned null. Return an empty array for a value without bytes.");
            _ = Set(key, value, in options);
            return value;
        }, cancellationToken);
}
