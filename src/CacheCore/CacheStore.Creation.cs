using CacheCore.Access.Items;
using CacheCore.Access.Values;
using CacheCore.Items;
using CacheCore.Primitives;

namespace CacheCore;

/// <content>Values that are made where there is none.</content>
public sealed partial class CacheStore
{
    /// <summary>
    /// Reads a value, or has it made and stores it. While one caller makes it, others who ask for the same key wait for it.
    /// </summary>
    /// <remarks><inheritdoc cref="GetOrCreateAsync" path="/remarks"/></remarks>
    /// <param name="key">A well-formed string.</param>
    /// <param name="factory">Makes the value; runs on the calling thread. What it throws goes to all who wait.</param>
    /// <param name="options">Lifetime and flags of a made value.</param>
    /// <returns>The caller's copy. A value that the store rejects is still returned.</returns>
    /// <exception cref="InvalidOperationException">
    /// The factory returned null, or the call comes from a factory that the value is for; the message names the keys.
    /// </exception>
    public byte[] GetOrCreate(string key, Func<string, byte[]> factory, ItemOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return Get(key)
            ?? CreateAsync(key, (made, _) => new ValueTask<byte[]>(factory(made)), options, default).AsTask().GetAwaiter().GetResult();
    }

    /// <summary>
    /// Reads a value, or has it made and stores it. While one caller makes it, others who ask for the same key wait for it.
    /// </summary>
    /// <remarks>
    /// <para>Whatever is done to the key while the factory runs wins. If the key is set, changed or removed meanwhile, or the
    /// store cleared, those who have waited since before get what the factory makes, and it is not stored; whoever comes later
    /// reads what is there or has the value made anew. So nobody who asks after a removal has returned gets a value that began to
    /// be made before it.</para>
    /// <para>A factory must not ask for its own key, directly or by way of other factories that wait for it, in this store or another: it
    /// would wait for itself. Such a call throws, also where nobody awaits it, as long as the execution context flows to it.</para>
    /// </remarks>
    /// <param name="key">A well-formed string.</param>
    /// <param name="factory">
    /// Makes the value. Its token is cancelled once nobody waits for the value any more. What it throws goes to all who wait.
    /// </param>
    /// <param name="options">Lifetime and flags of a made value.</param>
    /// <param name="cancellationToken">Ends this caller's waiting.</param>
    /// <returns>The caller's copy. A value that the store rejects is still returned.</returns>
    /// <exception cref="InvalidOperationException">
    /// The factory returned null, or the call comes from a factory that the value is for; the message names the keys.
    /// </exception>
    public ValueTask<byte[]> GetOrCreateAsync(
        string key, Func<string, CancellationToken, ValueTask<byte[]>> factory, ItemOptions options = default,
        CancellationToken cancellationToken = default)
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
        string key, Func<string, CancellationToken, ValueTask<byte[]>> factory, ItemOptions options, CancellationToken cancellationToken)
    {
        var encoded = new KeyEncoder(key, stackalloc byte[KeyEncoder.StackSize]);
        ulong hash = HashOf(encoded.Bytes);
        encoded.Return();
        return _flights.RunAsync(key, hash, MakeAsync, cancellationToken);

        async ValueTask<byte[]> MakeAsync(FactoryLease lease, CancellationToken stop)
        {
            if (Peek(key) is { } madeMeanwhile)
            {
                return madeMeanwhile;
            }

            byte[] value = await factory(key, stop).ConfigureAwait(false)
                ?? throw new InvalidOperationException("The factory returned null. Return an empty array for a value without bytes.");
            _ = Write(key, new ValueSource(value), in options, WriteMode.Add, lease: lease);
            return value;
        }
    }
}
