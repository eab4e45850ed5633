using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using CacheCore.Options;
using CacheCore.Primitives;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Logging;

namespace CacheCore.DistributedCache;

/// <summary>
/// A <see cref="CacheStore"/> behind <see cref="IDistributedCache"/> and <see cref="IBufferDistributedCache"/>.
/// Values are copied in and copied out, so nobody can change what is cached by changing an array.
/// </summary>
/// <remarks>
/// <para>Everything ends before the call returns: asynchronous members hand back completed tasks. A cancelled token is
/// honoured on entry, as a cancelled task; every other failure is thrown by the call itself.</para>
/// <para>Of absolute and relative expiration the earlier counts. A moment that has passed removes the item. An entry
/// without any expiration gets <see cref="CacheCoreOptions.DefaultExpiration"/> and
/// <see cref="CacheCoreOptions.DefaultSlidingExpiration"/>.</para>
/// <para>A value that the store rejects is not cached, and neither is the one it would have replaced.
/// <see cref="CacheCoreOptions.ThrowOnRejectedSet"/> makes that an exception.</para>
/// <para>The store is not disposed of with this object: whoever made it does that.</para>
/// </remarks>
public sealed class CacheCoreDistributedCache : IBufferDistributedCache
{
    private readonly CacheStore _store;
    private volatile EntryDefaults _defaults;
    private readonly RejectedSetLog _rejected;

    /// <summary>Makes an adapter over a store.</summary>
    /// <param name="store">Where the values are.</param>
    /// <param name="options">
    /// Of these count <see cref="CacheCoreOptions.DefaultExpiration"/>, <see cref="CacheCoreOptions.DefaultSlidingExpiration"/> and
    /// <see cref="CacheCoreOptions.ThrowOnRejectedSet"/>, as they are now; null = those that the store was made with.
    /// </param>
    /// <param name="timeProvider">Paces the warnings about rejected sets; null = the system's clock.</param>
    /// <param name="loggerFactory">Where the warnings go; null = nowhere.</param>
    public CacheCoreDistributedCache(
        CacheStore store,
        CacheCoreOptions? options = null,
        TimeProvider? timeProvider = null,
        ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        _store = store;
        _defaults = options is null ? store.EntryDefaults : new EntryDefaults(options);

        ILogger logger = GuardedLoggerFactory.Of(loggerFactory).CreateLogger<CacheCoreDistributedCache>();
        _rejected = new RejectedSetLog(logger, timeProvider ?? TimeProvider.System, store.Name);
    }

    /// <inheritdoc/>
    public byte[]? Get(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return _store.Get(key);
    }

    /// <inheritdoc/>
    public Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return token.IsCancellationRequested ? Task.FromCanceled<byte[]?>(token) : Task.FromResult(_store.Get(key));
    }

    /// <inheritdoc/>
    public bool TryGet(string key, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(destination);
        return _store.Read(key, destination);
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryGetAsync(string key, IBufferWriter<byte> destination, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(destination);
        return token.IsCancellationRequested ? ValueTask.FromCanceled<bool>(token) : new(_store.Read(key, destination));
    }

    /// <inheritdoc/>
    public void Set(string key, byte[] value, DistributedCacheEntryOptions options)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(options);
        Store(key, value, options);
    }

    /// <inheritdoc/>
    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(options);
        if (token.IsCancellationRequested)
        {
            return Task.FromCanceled(token);
        }

        Store(key, value, options);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Set(string key, ReadOnlySequence<byte> value, DistributedCacheEntryOptions options)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(options);
        Store(key, value, options);
    }

    /// <inheritdoc/>
    public ValueTask SetAsync(
        string key, ReadOnlySequence<byte> value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(options);
        if (token.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(token);
        }

        Store(key, value, options);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Refresh(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        _store.Refresh(key);
    }

    /// <inheritdoc/>
    public Task RefreshAsync(string key, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (token.IsCancellationRequested)
        {
            return Task.FromCanceled(token);
        }

        _store.Refresh(key);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Remove(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        _store.Remove(key);
    }

    /// <inheritdoc/>
    public Task RemoveAsync(string key, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (token.IsCancellationRequested)
        {
            return Task.FromCanceled(token);
        }

        _store.Remove(key);
        return Task.CompletedTask;
    }

    /// <summary>Takes on other default expirations, and what to do about rejected sets, from now on.</summary>
    internal void Follow(CacheCoreOptions options) => _defaults = new EntryDefaults(options);

    private void Store(string key, byte[] value, DistributedCacheEntryOptions options)
    {
        WriteResult result = HasExpiration(options)
            ? _store.Set(key, value, ItemOptionsOf(options))
            : _store.Set(key, value, in _defaults.Lifetime);
        if (IsRejection(result))
        {
            Reject(result, key, value.Length);
        }
    }

    private void Store(string key, in ReadOnlySequence<byte> value, DistributedCacheEntryOptions options)
    {
        WriteResult result = HasExpiration(options)
            ? _store.Set(key, value, ItemOptionsOf(options))
            : _store.Set(key, value, in _defaults.Lifetime);
        if (IsRejection(result))
        {
            Reject(result, key, value.Length);
        }
    }

    private static bool HasExpiration(DistributedCacheEntryOptions options) =>
        options.AbsoluteExpiration.HasValue || options.AbsoluteExpirationRelativeToNow.HasValue || options.SlidingExpiration.HasValue;

    private static ItemOptions ItemOptionsOf(DistributedCacheEntryOptions options) => new()
    {
        AbsoluteExpiration = options.AbsoluteExpiration,
        AbsoluteExpirationRelativeToNow = options.AbsoluteExpirationRelativeToNow,
        SlidingExpiration = options.SlidingExpiration,
    };

    private static bool IsRejection(WriteResult result) => result is WriteResult.TooLarge or WriteResult.OutOfMemory;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Reject(WriteResult result, string key, long valueLength)
    {
        var rejection = new Rejection(_store, result, Encoding.UTF8.GetByteCount(key), valueLength);
        _rejected.Report(in rejection);
        if (_defaults.ThrowOnRejectedSet)
        {
            ThrowRejected(in rejection);
        }
    }

    [DoesNotReturn]
    private static void ThrowRejected(in Rejection rejection) => throw new InvalidOperationException(
        rejection.IsOfKey
            ? $"The key of {rejection.KeyLength} bytes is too long: a page has room for one of {rejection.LongestKey}. "
                + $"Raise CacheCoreOptions.{nameof(CacheCoreOptions.PageSize)} ({new ByteSize(rejection.PageSize)}), or shorten the key."
        : rejection.Result == WriteResult.TooLarge
            ? $"The value of {rejection.ValueLength} bytes and its key exceed {rejection.Option} ({rejection.Limit}). "
                + $"Raise CacheCoreOptions.{nameof(CacheCoreOptions.MaxItemSize)}, "
                + $"and {nameof(CacheCoreOptions.MemoryLimit)} to twice of it at least, or cache less."
            : $"The cache is full and nothing could leave to make room for a value of {rejection.ValueLength} bytes. "
                + $"Raise CacheCoreOptions.{rejection.Option} ({rejection.Limit}).");
}
