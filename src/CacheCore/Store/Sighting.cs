using System.Runtime.CompilerServices;
using CacheCore.Index;

namespace CacheCore.Store;

/// <summary>Where a read found its item, and the word that has to hold until it is done.</summary>
internal readonly struct Sighting(HashBucket bucket, BucketWord word, SlotRef place, Slot slot)
{
    public HashBucket Bucket { get; } = bucket;

    public BucketWord Word { get; } = word;

    public SlotRef Place { get; } = place;

    public Slot Slot { get; } = slot;

    public bool StillHolds
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)] // twice in every get
        get => Word.StillHolds(Bucket.Word);
    }
}
