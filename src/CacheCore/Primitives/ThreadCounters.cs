using System.Runtime.CompilerServices;

namespace CacheCore.Primitives;

/// <summary>
/// One thread's counts for one store. Only its thread writes them, with plain adds; sums over all blocks are
/// exact because a thread that ends leaves its block, counts included, to the next one that comes.
/// </summary>
internal sealed class ThreadCounters
{
    /// <summary>Unused longs at both ends, so that no other object shares a cache line with the counts.</summary>
    private const int Padding = 16;

    /// <summary>Sampled requests that wait at most; further ones push the oldest out.</summary>
    public const int SampleCapacity = 1024;

    private readonly long[] _values;
    private SampledRequest[]? _samples;
    private int _sampled;
    private int _samplesTaken;
    private int _taken;

    internal ThreadCounters(long owner, int count)
    {
        Owner = owner;
        _values = new long[count + (2 * Padding)];
    }

    /// <summary>The serial number of the counter set; a reference would keep a forgotten store alive.</summary>
    internal long Owner { get; }

    /// <summary>Net items linked by this thread that the index has not been told of yet.</summary>
    public int PendingItems { get; set; }

    /// <summary>Items published by this thread.</summary>
    public uint Published { get; set; }

    /// <summary>The next item version that this thread hands out, and how many of its block are left.</summary>
    public ulong NextVersion { get; set; }

    public int VersionsLeft { get; set; }

    /// <summary>The version that this thread handed out last: after a write that stored, the stored item's.</summary>
    public ulong LastVersion { get; set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // a single add on the path of every verb
    public void Add(int counter, long amount = 1) => _values[counter + Padding] += amount;

    /// <summary>Leaves a request for the maintainer. Allocates the first time.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)] // seldom called
    public void NoteSample(SampledRequest request)
    {
        SampledRequest[] samples = _samples ??= new SampledRequest[SampleCapacity];
        samples[_sampled & (SampleCapacity - 1)] = request;
        Volatile.Write(ref _sampled, _sampled + 1);
    }

    /// <summary>Takes the requests left since the last call, for one caller at a time; what was pushed out meanwhile is lost.</summary>
    public int TakeSamples(Span<SampledRequest> destination)
    {
        int sampled = Volatile.Read(ref _sampled);
        int count = (int)Math.Min((uint)(sampled - _samplesTaken), SampleCapacity);
        for (int index = 0; index < count; index++)
        {
            destination[index] = _samples![(sampled - count + index) & (SampleCapacity - 1)];
        }

        _samplesTaken = sampled;
        return count;
    }

    internal long Read(int counter) => Volatile.Read(ref _values[counter + Padding]);

    internal bool TryTake() => Interlocked.CompareExchange(ref _taken, 1, 0) == 0;

    internal void Leave() => Volatile.Write(ref _taken, 0);
}
