using System.Globalization;
using System.Net;

namespace CacheCore.Tool.Tests.BlackBox;

/// <summary>
/// The real server under all that clients do, for as long as <c>CACHECORE_SOAK_MINUTES</c> says: it answers rightly, and what memory it
/// holds stays what it is.
/// </summary>
[Stress]
internal sealed class SoakTests
{
    private const double MostGrowth = 1.03;
    private const int WindowsAfterWarmUp = 5;
    private static readonly TimeSpan LongestWarmUp = TimeSpan.FromMinutes(3);

    [Test]
    public void Memory_is_flat_and_every_answer_right()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("Memory is read from /proc.");
        }

        if (!ServerProcess.IsNative)
        {
            Assert.Ignore("The memory is that of the native binary, whose path CACHECORE_BINARY has: the other goes on compiling itself.");
        }

        using ServerProcess server = ServerProcess.Start(overUnixSocket: false, "-t 2 -m 128");
        var run = new SoakRun(new IPEndPoint(IPAddress.Loopback, server.Port), () => server.ResidentBytes);
        run.Run(SoakRun.Length);

        (long first, long last) = FirstAndLast(run.Samples);
        TestContext.Progress.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"resident: {first / 1048576.0:F1} MiB after the warm-up, {last / 1048576.0:F1} MiB at the end"));
        Assert.That(last, Is.LessThan(first * MostGrowth), "memory grew");
        Assert.That(server.Errors, Does.Not.Contain("Exception"));
        server.Signal("TERM");
        Assert.That(server.WaitForEnd(), Is.Zero);
    }

    /// <summary>
    /// Medians of the first and the last fifth of what was sampled once a second after the warm-up: a third of the time,
    /// three minutes at most.
    /// </summary>
    private static (long First, long Last) FirstAndLast(IReadOnlyList<long> samples)
    {
        int warmUp = Math.Min(samples.Count / 3, (int)LongestWarmUp.TotalSeconds);
        int window = (samples.Count - warmUp) / WindowsAfterWarmUp;
        Assert.That(window, Is.Positive, "The soak was too short to compare anything.");
        return (Median(samples.Skip(warmUp).Take(window)), Median(samples.TakeLast(window)));
    }

    private static long Median(IEnumerable<long> samples) => samples.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : 0;
}
