using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using CacheCore.Protocol.Text;

namespace CacheCore.TestKit;

/// <summary>
/// Loads a server for as long as one likes with all that clients do: reads and writes of all sizes in three protocols, lifetimes,
/// evictions, clients that leave in the midst of a value,
/// watchers that come and go or do not listen, and now and then a flush.
/// </summary>
/// <param name="server">Where it listens.</param>
/// <param name="memory">Tells, whenever it is asked, what memory the server holds, in bytes.</param>
internal sealed class SoakRun(EndPoint server, Func<long> memory)
{
    private const int Workers = 4;
    private static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(97);

    private readonly SoakCounts _counts = new();
    private readonly List<long> _samples = [];

    /// <summary>The memory, taken once a second.</summary>
    public IReadOnlyList<long> Samples => _samples;

    /// <summary>How long, from the environment: <c>CACHECORE_SOAK_MINUTES</c>, two minutes unless given.</summary>
    public static TimeSpan Length { get; } = TimeSpan.FromMinutes(
        double.Parse(Environment.GetEnvironmentVariable("CACHECORE_SOAK_MINUTES") ?? "2", CultureInfo.InvariantCulture));

    /// <summary>Runs to the end, or to the first thing that must not be.</summary>
    public void Run(TimeSpan length)
    {
        using var over = new CancellationTokenSource();
        Task[] loops =
        [
            .. Enumerable.Range(0, Workers).Select(number => Start(() => new SoakWorker(server, number, _counts).Run(over.Token), over)),
            Start(() => Watch(new Random(1), over.Token), over),
            Start(() => Flush(over.Token), over),
        ];
        var watch = Stopwatch.StartNew();
        for (int second = 1; watch.Elapsed < length && !over.IsCancellationRequested; second++)
        {
            _ = over.Token.WaitHandle.WaitOne(TimeSpan.FromSeconds(1));
            _samples.Add(memory());
            if (second % 60 == 0)
            {
                Tell(watch.Elapsed);
            }
        }

        over.Cancel();
        Task.WaitAll(loops);
        Tell(watch.Elapsed);
        Assert.That(_counts.Hits, Is.Positive);
        Assert.That(_counts.WatchedLines, Is.Positive);
    }

    private static Task Start(Action loop, CancellationTokenSource over) => Task.Factory.StartNew(
        () =>
        {
            try
            {
                loop();
            }
            catch
            {
                over.Cancel();
                throw;
            }
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    /// <summary>Watches for a while, sometimes without listening, and comes back.</summary>
    private void Watch(Random random, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            using var probe = new RawProbe(server);
            probe.Send("watch evictions mutations fetchers connevents deletions\r\n");
            string answer = probe.ReadLine();
            Check.That(answer == "OK\r\n", $"The server answers {answer}, where OK was possible.");
            bool listens = random.Next(3) > 0;
            var watch = Stopwatch.StartNew();
            var time = TimeSpan.FromMilliseconds(random.Next(3000));
            while (watch.Elapsed < time && !over.IsCancellationRequested)
            {
                if (!listens || !probe.HasMore(TimeSpan.FromMilliseconds(10)))
                {
                    Thread.Sleep(10);
                    continue;
                }

                string line = probe.ReadLine();
                Check.That(
                    line.StartsWith("ts=", StringComparison.Ordinal) || line.StartsWith("skipped=", StringComparison.Ordinal),
                    $"A watcher hears {line}.");
                _ = Interlocked.Increment(ref _counts.WatchedLines);
            }
        }
    }

    private void Flush(CancellationToken over)
    {
        while (!over.WaitHandle.WaitOne(FlushInterval))
        {
            using var probe = new RawProbe(server);
            string answer = probe.Ask("flush_all\r\n");
            Check.That(answer == "OK\r\n", $"The server answers {answer}, where OK was possible.");
            _ = Interlocked.Increment(ref _counts.Flushes);
        }
    }

    private void Tell(TimeSpan elapsed)
    {
        Dictionary<string, string> figures = Statistics();
        TestContext.Progress.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{elapsed.TotalMinutes,5:F1} min  {_counts.Requests:N0} requests  {_counts.Connections:N0} connections  " +
            $"{100.0 * _counts.Hits / Math.Max(1, _counts.Reads):F1} % hits  {figures["evictions"]} evictions  " +
            $"{figures["expired_unfetched"]} expired unread  {figures["curr_items"]} items  {_counts.Flushes} flushes  " +
            $"{_counts.WatchedLines:N0} lines watched  {_samples[^1] / 1048576.0:F1} MiB resident"));
    }

    private Dictionary<string, string> Statistics()
    {
        using var probe = new RawProbe(server);
        probe.Send("stats\r\n");
        Dictionary<string, string> figures = [];
        while (probe.TryReadReply(out TextReply reply, out byte[] head) && reply.Kind == TextReplyKind.Statistic)
        {
            figures[Encoding.ASCII.GetString(reply.Key.In(head))] = Encoding.ASCII.GetString(reply.Arguments.In(head));
        }

        return figures;
    }
}
