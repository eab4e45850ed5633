using System.Net;

namespace CacheCore.TestKit;

/// <summary>
/// One client that never rests: it comes, asks for this and that in one of the protocols, goes, and comes back with the
/// next.
/// </summary>
internal sealed class SoakWorker(EndPoint server, int number, SoakCounts counts)
{
    private const int Keys = 100_000;
    private const int Counters = 1_000;
    private const int MostRequests = 3_000; // of a connection

    private readonly Random _random = new(number);
    private readonly byte[] _value = new byte[SoakValues.Largest];
    private long _writes;

    public void Run(CancellationToken over)
    {
        for (int turn = number; !over.IsCancellationRequested; turn++)
        {
            using SoakDialect dialect = Connect(turn);
            _ = Interlocked.Increment(ref counts.Connections);
            for (int left = 1 + _random.Next(MostRequests); left > 0 && !over.IsCancellationRequested; left--)
            {
                Ask(dialect);
                _ = Interlocked.Increment(ref counts.Requests);
            }

            if (dialect is not BinaryDialect && _random.Next(4) == 0)
            {
                dialect.Break(NextKey());
            }
        }
    }

    private SoakDialect Connect(int turn)
    {
        var probe = new RawProbe(server);
        return (turn % 3) switch { 0 => new ClassicDialect(probe), 1 => new MetaDialect(probe), _ => new BinaryDialect(probe) };
    }

    private void Ask(SoakDialect dialect)
    {
        int key = NextKey();
        switch (_random.Next(100))
        {
            case < 55:
                Get(dialect, 1);
                break;
            case < 60:
                Get(dialect, 20);
                break;
            case < 85:
                (int ttl, int length) = Write(key);
                dialect.Set(key, _value.AsSpan(0, length), ttl);
                break;
            case < 90:
                (ttl, length) = Write(key);
                dialect.Replace(key, _value.AsSpan(0, length), ttl);
                break;
            case < 93:
                dialect.Delete(key);
                break;
            case < 96:
                dialect.Touch(key - (SoakValues.IsTouched(key) ? 0 : key % 8), 1 + _random.Next(60));
                break;
            default:
                dialect.Count(_random.Next(Counters), 10 + _random.Next(50));
                break;
        }
    }

    private void Get(SoakDialect dialect, int count)
    {
        Span<int> keys = stackalloc int[count];
        for (int i = 0; i < count; i++)
        {
            keys[i] = NextKey();
        }

        int hits = dialect.Get(keys);
        _ = Interlocked.Add(ref counts.Hits, hits);
        _ = Interlocked.Add(ref counts.Reads, count);
    }

    private (int TimeToLive, int Length) Write(int key)
    {
        int ttl = SoakValues.TimeToLive(_random);
        int length = SoakValues.Size(_random);
        SoakValues.Write(_value.AsSpan(0, length), key, number, _writes++, ttl);
        return (ttl, length);
    }

    /// <summary>A few keys often, most now and then.</summary>
    private int NextKey() => (int)(Keys * Math.Pow(_random.NextDouble(), 3));
}
