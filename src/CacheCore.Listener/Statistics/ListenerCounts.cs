using CacheCore.Listener.Primitives;
using CacheCore.Primitives;

namespace CacheCore.Listener.Statistics;

/// <summary>What commands count. A thread counts in memory of its own; sums are exact.</summary>
internal sealed class ListenerCounts
{
    private readonly CounterSet _counts = new(ListenerCounter.Count);
    private long[] _zero = new long[ListenerCounter.Count]; // replaced as a whole, never changed

    /// <summary>The calling thread's.</summary>
    public ThreadCounters Mine => _counts.Mine;

    /// <summary>A sum since the start, or since the last reset.</summary>
    public long this[int counter]
    {
        get
        {
            long before = Volatile.Read(ref _zero)[counter]; // first: a reset in between would make the difference negative
            return _counts.Sum(counter) - before;
        }
    }

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
        long[] zero = new long[ListenerCounter.Count];
        for (int counter = 0; counter < zero.Length; counter++)
        {
            zero[counter] = _counts.Sum(counter);
        }

        Volatile.Write(ref _zero, zero);
    }
}
