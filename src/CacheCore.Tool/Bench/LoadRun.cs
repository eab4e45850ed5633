using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using CacheCore.Tool.Client;
using CacheCore.Transport.Sockets;
using HdrHistogram;

namespace CacheCore.Tool.Bench;

/// <summary>Opens the connections of a load, lets them run, and adds up what they saw.</summary>
internal sealed class LoadRun(BenchSettings settings, Action<string> progress) : IAsyncDisposable
{
    private const int FillPipeline = 50;
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(1);

    private readonly SocketTransport _sockets = new(new SocketSettings { Threads = settings.Threads });
    private readonly List<LoadTransport> _connections = [];
    private readonly RequestWriter _requests = new(settings.ValueSize, settings.KeysPerGet);

    /// <exception cref="ClientException">The server cannot be reached, wants to know who asks, or closed a connection.</exception>
    public async Task<LoadResult> RunAsync()
    {
        try
        {
            EndPoint address = await ServerConnector.FirstAsync(settings.Server, OpenAsync).ConfigureAwait(false);
            while (_connections.Count < settings.Connections)
            {
                _ = await OpenAsync(address).ConfigureAwait(false);
            }

            if (settings.Fill)
            {
                await FillAsync().ConfigureAwait(false);
            }

            return await LoadAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SocketException or IOException or InvalidDataException)
        {
            throw new ClientException(
                exception is InvalidDataException ? ExitCode.Protocol : ExitCode.Unavailable,
                settings.Server.Server,
                exception.Message,
                exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (LoadTransport connection in _connections)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }

        await _sockets.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Opens one connection more.</summary>
    /// <returns>Where.</returns>
    private async Task<EndPoint> OpenAsync(EndPoint address)
    {
        _connections.Add(await LoadTransport.OpenAsync(_sockets, address, settings.Server).ConfigureAwait(false));
        return address;
    }

    private async Task FillAsync()
    {
        int step = settings.Connections;
        LoadConnection[] loads = Loads(new LoadPhase(), number => new KeysInTurn(number, step));
        Mix sets = Mix.Of(BenchVerb.Set);
        Task filling = Task.WhenAll(loads.Select(
            (load, number) => Task.Run(() => load.RunAsync(sets, FillPipeline, (settings.Keys - number + step - 1) / step))));
        await WatchAsync(filling, loads, done => $"filling: {100 * done / settings.Keys} %").ConfigureAwait(false);
        ReportErrors(loads);
    }

    private async Task<LoadResult> LoadAsync()
    {
        var phase = new LoadPhase();
        LoadConnection[] loads = Loads(phase, MakeKeys);
        Task running = Task.WhenAll(loads.Select(load => Task.Run(() => load.RunAsync(settings.Mix, settings.Pipeline, long.MaxValue))));
        await Task.WhenAny(running, Task.Delay(settings.WarmUp)).ConfigureAwait(false);
        long start = Stopwatch.GetTimestamp();
        phase.BeginCounting();
        Task over = Task.Delay(settings.Duration);
        long before = loads.Sum(static load => load.Done);
        await WatchAsync(Task.WhenAny(running, over), loads, done =>
        {
            long since = done - before;
            before = done;
            return $"{Stopwatch.GetElapsedTime(start).TotalSeconds:F0} of {settings.Duration.TotalSeconds:F0} s: "
                + $"{since / ProgressInterval.TotalSeconds:N0} requests a second";
        }).ConfigureAwait(false);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        phase.End();
        await running.ConfigureAwait(false);
        return Sum(loads, elapsed);
    }

    private IKeySource MakeKeys(int number)
    {
        var random = new Random(settings.Seed + number);
        return settings.Zipf is { } exponent
            ? new ZipfKeys(settings.Keys, new ZipfRanks(settings.Keys, exponent, random))
            : new UniformKeys(settings.Keys, random);
    }

    private LoadConnection[] Loads(LoadPhase phase, Func<int, IKeySource> keys) =>
        [.. _connections.Select(
            (connection, number) => new LoadConnection(connection, phase, _requests, keys(number), new Random(~settings.Seed - number)))];

    private async Task WatchAsync(Task running, LoadConnection[] loads, Func<long, string> text)
    {
        while (await Task.WhenAny(running, Task.Delay(ProgressInterval)).ConfigureAwait(false) != running)
        {
            progress(text(loads.Sum(static load => load.Done)));
        }

        await running.ConfigureAwait(false);
    }

    private static void ReportErrors(LoadConnection[] loads)
    {
        if (loads.FirstOrDefault(static load => load.Replies.Errors > 0) is { } refused)
        {
            throw new IOException($"The server refused to be filled: {refused.Replies.LastError}");
        }
    }

    private static LoadResult Sum(LoadConnection[] loads, TimeSpan elapsed)
    {
        LongHistogram latencies = loads[0].Latencies;
        foreach (LoadConnection load in loads[1..])
        {
            latencies.Add(load.Latencies);
        }

        return new LoadResult(
            loads.Sum(static load => load.Counted),
            loads.Sum(static load => load.Done),
            elapsed,
            loads.Sum(static load => load.Hits),
            loads.Sum(static load => load.Misses),
            loads.Sum(static load => load.Errors),
            loads.Select(static load => load.Replies.LastError).FirstOrDefault(static error => error.Length > 0) ?? "",
            latencies);
    }
}
