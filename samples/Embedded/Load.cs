using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace CacheCore.Samples.Embedded;

/// <summary>What came back: how many answers were hits, and how long each took, ascending.</summary>
internal sealed record LoadResult(int Hits, TimeSpan[] Latencies)
{
    /// <summary>The latency that this share of the requests did not exceed.</summary>
    public TimeSpan Percentile(double share) => Latencies[(int)Math.Min(Latencies.Length - 1, Latencies.Length * share)];
}

/// <summary>
/// Visitors over HTTP: as many connections as keep the machine busy, each asking for the next product as soon as it has the last one.
/// Every answer is read to its end and must be the product that was asked for.
/// </summary>
internal sealed class Load : IDisposable
{
    private readonly HttpClient _http;
    private readonly int[] _ids;

    public Load(Uri server, int[] ids)
    {
        _ids = ids;
        _http = new HttpClient(new SocketsHttpHandler
        {
            MaxConnectionsPerServer = Connections,
            UseProxy = false,
            ActivityHeadersPropagator = null,
        })
        {
            BaseAddress = server,
            Timeout = TimeSpan.FromSeconds(30),
        };
    }

    public int Connections { get; } = 2 * Math.Max(2, Environment.ProcessorCount);

    /// <summary>Sends the first <paramref name="requests"/> of the ids and waits for all the answers.</summary>
    public async Task<LoadResult> RunAsync(string title, string query, int requests, CancellationToken cancellationToken)
    {
        using Progress progress = new(title, requests);
        TimeSpan[] latencies = new TimeSpan[requests];
        int next = -1;
        int hits = 0;

        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(VisitAsync, cancellationToken)));
        Array.Sort(latencies);
        return new LoadResult(hits, latencies);

        async Task VisitAsync()
        {
            try
            {
                int mine;
                while ((mine = Interlocked.Increment(ref next)) < requests)
                {
                    long started = Stopwatch.GetTimestamp();
                    bool hit = await AskAsync(_ids[mine], query, cancellationToken);
                    latencies[mine] = Stopwatch.GetElapsedTime(started);
                    Interlocked.Add(ref hits, hit ? 1 : 0);
                    progress.Add(1);
                }
            }
            catch
            {
                Volatile.Write(ref next, requests);     // the others have nothing to go on for
                throw;
            }
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Asks for one product; true for a hit of the cache.</summary>
    private async Task<bool> AskAsync(int id, string query, CancellationToken cancellationToken)
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"/products/{id}{query}");
        using HttpResponseMessage response = await _http.GetAsync(path, cancellationToken);
        response.EnsureSuccessStatusCode();
        byte[] page = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        if (!page.AsSpan().StartsWith(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"id\":{id},"))))
        {
            throw new InvalidDataException($"{path} was answered with another product.");
        }

        return response.Headers.GetValues("X-Cache").Single() == "hit";
    }
}
