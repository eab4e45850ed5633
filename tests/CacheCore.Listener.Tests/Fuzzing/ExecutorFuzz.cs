using System.Diagnostics;
using CacheCore.Listener.Tests.Execution;
using CacheCore.Listener.Verbs;
using CacheCore.Tests.Integrity;

namespace CacheCore.Listener.Tests.Fuzzing;

/// <summary>
/// Bent streams of requests over a small store, one connection after the other.
/// None may end in an exception, let replies pile up, or leave the store other than whole.
/// </summary>
internal sealed class ExecutorFuzz(bool isBinary) : IDisposable
{
    private const int StreamsBetweenChecks = 500;

    /// <summary>What may wait to be sent: a batch's replies, and one value more.</summary>
    private const long MostPending = (1 << 20) + (1 << 19);

    private readonly Mutator _mutator = new(Recorded.Requests(isBinary));
    private readonly CacheStore _store = new(new CacheCoreOptions { MemoryLimit = 8 << 20, BackgroundMaintenance = false });

    /// <summary>Streams carried out.</summary>
    public int Streams { get; private set; }

    /// <summary>Runs so many streams. The same seed gives the same ones.</summary>
    public void Run(int streams, int seed)
    {
        CommandContext context = new(
            _store, new MemcachedListenerOptions { AllowShutdown = true, DebugCommands = true }, TimeProvider.System);
        for (int end = Streams + streams; Streams < end; Streams++)
        {
            RunOne(new Random(unchecked((seed * 1_000_003) + Streams)), context);
            if (Streams % StreamsBetweenChecks == 0)
            {
                _store.RunMaintenance();
                StoreIntegrity.Check(_store);
            }
        }

        context.Figures.Dispose(); // as a server does at its end: the store counts for it until then
    }

    /// <summary>Runs for a time.</summary>
    public void Run(TimeSpan time, int seed)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (watch.Elapsed < time)
        {
            Run(StreamsBetweenChecks, seed);
        }
    }

    public void Dispose() => _store.Dispose();

    private void RunOne(Random random, CommandContext context)
    {
        byte[] stream = _mutator.Next(random);
        int[] cuts = Cuts.Random(random, stream.Length);
        InMemoryConnection connection = new(context);
        try
        {
            foreach (byte[] piece in Cuts.Pieces(stream, cuts))
            {
                _ = connection.Receive(piece);
            }
        }
        catch (Exception failure)
        {
            Assert.Fail($"{failure}\nstream: {EscapedBytes.Format(stream)}\ncut at: {string.Join(' ', cuts)}");
        }
        finally
        {
            // As a server does with a connection that ends: what is told to watchers is kept for as long as there are any.
            if (connection.Client.Watcher is { } watcher)
            {
                context.Watch.Remove(watcher);
            }
        }

        Assert.That(connection.MostPending, Is.LessThan(MostPending), $"stream: {EscapedBytes.Format(stream)}");
    }
}
