using System.Diagnostics;
using System.Runtime.CompilerServices;
using CacheCore.Throughput.Harness;

namespace CacheCore.Throughput.Contenders;

/// <summary>A cache under measurement, filled and driven in batches.</summary>
internal abstract class Contender : IDisposable
{
    public abstract string Name { get; }

    public abstract long? Count { get; }

    /// <summary>Does the operations that <paramref name="batch"/> lays out.</summary>
    public abstract void Run(OperationBatch batch);

    /// <summary>The same, and the time of each operation is recorded.</summary>
    public abstract void RunTimed(OperationBatch batch, LatencyHistogram latencies);

    /// <summary>Stores the keys from <paramref name="first"/> on, as new strings.</summary>
    public abstract void Fill(int first, int count, int valueSize);

    /// <summary>Reads one key and checks every byte. False = not there.</summary>
    /// <exception cref="InvalidOperationException">The value is not the one that belongs to the key.</exception>
    public abstract bool Verify(int keyIndex, int valueSize);

    public abstract void Dispose();
}

/// <inheritdoc/>
internal sealed class Contender<TOps>(CacheSetup setup) : Contender
    where TOps : struct, ICacheOps<TOps>
{
    private readonly TOps _ops = TOps.Create(setup);

    public override string Name => TOps.Name;

    public override long? Count => _ops.Count;

    public override void Run(OperationBatch batch)
    {
        TOps ops = _ops;
        int sum = 0;
        int misses = 0;
        for (int i = 0; i < OperationBatch.Size; i++)
        {
            Operate(ref ops, batch, i, ref sum, ref misses);
        }

        batch.Count(sum, misses);
    }

    public override void RunTimed(OperationBatch batch, LatencyHistogram latencies)
    {
        TOps ops = _ops;
        int sum = 0;
        int misses = 0;
        long last = Stopwatch.GetTimestamp();
        for (int i = 0; i < OperationBatch.Size; i++)
        {
            Operate(ref ops, batch, i, ref sum, ref misses);
            long now = Stopwatch.GetTimestamp();
            latencies.Record(now - last);
            last = now;
        }

        batch.Count(sum, misses);
    }

    public override void Fill(int first, int count, int valueSize)
    {
        byte[] value = KeySpace.NewValue(valueSize);
        for (int index = first; index < first + count; index++)
        {
            KeySpace.StampValue(value, index);
            _ops.Set(KeySpace.NewKey(index), value);
        }
    }

    public override bool Verify(int keyIndex, int valueSize)
    {
        ReadOnlySpan<byte> value = _ops.Get(KeySpace.NewKey(keyIndex), new byte[valueSize]);
        if (value.IsEmpty)
        {
            return false;
        }

        return KeySpace.IsValueOf(value, keyIndex, valueSize)
            ? true
            : throw new InvalidOperationException($"{Name} answered with a wrong value for key {keyIndex}.");
    }

    public override void Dispose() => _ops.Dispose();

    // Inlined into both loops, so that the cache's own code is all that differs between contenders.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Operate(ref TOps ops, OperationBatch batch, int i, ref int sum, ref int misses)
    {
        string key = batch.KeyOf(i);
        if ((batch.WriteMask >> i & 1) != 0)
        {
            KeySpace.StampValue(batch.Value, batch.Indexes[i]);
            ops.Set(new string(key.AsSpan()), batch.Value);
            return;
        }

        ReadOnlySpan<byte> value = ops.Get(key, batch.Scratch);
        if (value.IsEmpty)
        {
            misses++;
        }
        else
        {
            sum += value[0];
        }
    }
}
