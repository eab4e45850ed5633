using System.Diagnostics;
using CacheCore.Parts;
using CacheCore.Tests.Integrity;
using static CacheCore.Tests.CacheStoreTests.TestStore;

namespace CacheCore.Tests.CacheStoreTests;

/// <summary>
/// Where the collected heap has not a byte left, a store whose memory lies elsewhere stays whole: nothing is left locked, and what cannot
/// be told of leaves all the same. In a process of its own, which has a heap of 48 MiB.
/// </summary>
internal sealed class ExhaustedHeapTests
{
    /// <summary>What the process is told to do.</summary>
    public const string Command = "exhausted-heap";

    private const int Keys = 20_000;
    private const int KeyLength = 500;
    private const int Writes = 1000;

    [Test]
    public void Items_leave_though_nobody_can_be_told()
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList = { "exec", typeof(ExhaustedHeapTests).Assembly.Location, Command },
            Environment =
            {
                ["DOTNET_GCHeapHardLimit"] = "3000000",
                ["DOTNET_GCRegionRange"] = "40000000", // where the addresses end before the heap does, the collector itself may crash
                ["DOTNET_gcConcurrent"] = "0",
                ["DOTNET_gcServer"] = "0",
            },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd() + errors.Result;

        Assert.That(process.WaitForExit(TimeSpan.FromMinutes(2)));
        Assert.That(process.ExitCode, Is.Zero, output);
    }

    /// <summary>What the process does. 0: as it should be.</summary>
    public static int Run()
    {
        using CacheStore store = Create(2 << 20, configure: options => options.NoticeCapacity = Keys);
        store.ItemRemoved += static (_, _) => { };
        byte[][] keys = [.. Enumerable.Range(0, Keys).Select(number => Value(KeyLength, number))];
        byte[][] values = [.. Enumerable.Range(1, 5).Select(size => Value(size * 100))];
        _ = Write(store, keys, values, Keys / 2); // all code that it takes, and all that is made the first time
        store.RunMaintenance();
        long dropped = Dropped(store);

        object?[] hoard = new object?[1 << 20];
        Exhaust(hoard);
        int failed = Write(store, keys.AsSpan(Keys / 2), values, Writes);
        Array.Clear(hoard);

        dropped = Dropped(store) - dropped;
        IReadOnlyList<string> problems = StoreIntegrity.Problems(store.Parts);
        Console.WriteLine($"{failed} writes failed, {dropped} notices were dropped.");
        Console.WriteLine(string.Join(Environment.NewLine, problems));
        return failed + dropped > 0 && problems.Count == 0 ? 0 : 1;
    }

    private static long Dropped(CacheStore store) => store.Parts.Counters.Sum(StoreCounter.NoticesDropped);

    private static void Exhaust(object?[] hoard)
    {
        int count = 0;
        for (int size = 1 << 20; size >= 16; size /= 4)
        {
            try
            {
                while (true)
                {
                    hoard[count] = new byte[size];
                    count++;
                }
            }
            catch (OutOfMemoryException)
            {
                // A smaller one may fit.
            }
        }
    }

    private static int Write(CacheStore store, ReadOnlySpan<byte[]> keys, byte[][] values, int writes)
    {
        int failed = 0;
        for (int i = 0; i < writes; i++)
        {
            try
            {
                failed += store.Set(keys[i], values[i % values.Length]) == WriteResult.Stored ? 0 : 1;
            }
            catch (OutOfMemoryException)
            {
                failed++;
            }
        }

        return failed;
    }
}
