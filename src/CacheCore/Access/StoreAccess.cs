using System.Runtime.CompilerServices;
using CacheCore.Access.Items;
using CacheCore.Items;
using CacheCore.Wiring;
using CacheCore.Store;

namespace CacheCore.Access;

/// <summary>
/// The one door for projects that build on the store and know more than its public surface shows: hashes, versions, numbers on the
/// wire, marks. Besides this they use the values that go in and out here, and nothing else of what is internal.
/// </summary>
internal sealed class StoreAccess(CacheStore store)
{
    private readonly StoreParts _parts = store.Parts;
    private readonly ItemReads _reads = store.Reads;

    /// <summary>The store's time.</summary>
    public StoreClock Clock { get; } = new(store.Parts.Clock);

    /// <summary>What the store is like, and what it counts.</summary>
    public StoreView View { get; } = new(store);

    /// <summary>The hash that a key's item is found by.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // on the path of every verb
    public ulong Hash(ReadOnlySpan<byte> key) => _parts.Memory.Hash.Of(key);

    /// <summary>Starts loading what a verb will look at first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // a hint is worth nothing after a call
    public void PrefetchBucket(ulong hash) => _reads.PrefetchBucket(hash);

    /// <summary>Starts loading the item that a bucket, loaded by now, seems to hold.</summary>
    public void PrefetchItem(ulong hash) => _reads.PrefetchItem(hash);

    /// <summary>Finds an item and copies its value to where the reader says.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // hands on; a frame of its own would be one more in every read
    public ReadResult Read<TReader>(scoped ReadOnlySpan<byte> key, ulong hash, ref TReader reader)
        where TReader : struct, IItemReader, allows ref struct => _reads.Read(key, hash, ref reader);

    /// <summary>Looks at an item without leaving a trace; false: there is none.</summary>
    public bool TrySee(ReadOnlySpan<byte> key, ulong hash, out ItemSight item)
    {
        var reader = new QuietSightReader([]);
        bool isFound = _reads.Read(key, hash, ref reader) != ReadResult.Miss;
        item = reader.Sight;
        return isFound;
    }

    /// <summary>Stores a value under the request's condition.</summary>
    /// <param name="request">What to store, and how.</param>
    /// <param name="version">Of the new item, if it was stored.</param>
    public WriteResult Write(in WriteRequest request, out ulong version)
    {
        WriteResult result = store.Writes.Write(in request);
        version = result == WriteResult.Stored ? _parts.Counters.Mine.LastVersion : 0;
        return result;
    }

    /// <summary>Changes an item beside its value.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="hash">Of the key.</param>
    /// <param name="amendment">The change, and its condition.</param>
    /// <param name="item">As it was before.</param>
    public WriteResult Amend(ReadOnlySpan<byte> key, ulong hash, in Amendment amendment, out ItemSight item) =>
        store.Updates.Amend(key, hash, in amendment, out item);

    /// <summary>Counts a number up or down.</summary>
    public WriteResult Count(ReadOnlySpan<byte> key, ulong hash, in CountRequest request, out CountOutcome outcome) =>
        store.Updates.Count(key, hash, in request, out outcome);

    /// <summary>Adds bytes to a value.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="hash">Of the key.</param>
    /// <param name="value">The bytes.</param>
    /// <param name="request">Where, and on what condition.</param>
    /// <param name="length">Of the whole value.</param>
    /// <param name="version">Of the item from now on, if that was stored.</param>
    public WriteResult Extend(
        ReadOnlySpan<byte> key, ulong hash, ReadOnlySpan<byte> value, in ExtendRequest request, out int length, out ulong version)
    {
        WriteResult result = store.Updates.Extend(key, hash, value, in request, out length);
        version = result == WriteResult.Stored ? _parts.Counters.Mine.LastVersion : 0;
        return result;
    }

    /// <summary>Counts a write that was refused as too large before it came to the store.</summary>
    public void NoteTooLarge() => store.Writes.RefuseTooLarge();

    /// <summary>Removes an item, if it has the number on the wire that is given, and tells what it was.</summary>
    public WriteResult Remove(ReadOnlySpan<byte> key, ulong hash, ulong? cas, out ItemSight removed) =>
        store.Removals.Remove(key, hash, version: null, cas, out removed);
}
