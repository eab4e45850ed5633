using CacheCore.Listener.Primitives;
using CacheCore.Primitives;

namespace CacheCore.Listener.Statistics;

/// <summary>What commands count. A thread counts in memory of its own; sums are exact.</summary>
internal sealed class ListenerCounts
{
    private readonly CounterSet _counts = new(ListenerCounter.Count);
    private readonly long[] _zero = new long[ListenerCounter.Count];

    /// <summary>The calling thread's.</summary>
    public ThreadCounters Mine => _counts.Mine;

    /// <summary>A sum since the start, or since the last reset.</summary>
    public long this[int counter] => _counts.Sum(counter) - Volatile.Read(ref _zero[counter]);

    public long this[int slabClass, ClassCounter counter] => this[ListenerCounter.Of(slabClass, counter)];

    /// <summary>A sum over all slab classes.</summary>
    public long this[ClassCounter counter]
    {
        get
        {
            long sum = 0;
            for (int slabClass = 0; slabClass <= WireSizes.MostClasses; slabClass++)
            {
                sum += this[slabClass, counter];
            }

            return sum;
        }
    }

    /// <summary>Lets all sums begin anew at zero.</summary>
    public void Reset()
    {
        for (int counter = 0; counter < _zero.Length; counter++)
        {
            Volatile.Write(ref _zero[counter], _counts.Sum(counter));
        }
    }
}
