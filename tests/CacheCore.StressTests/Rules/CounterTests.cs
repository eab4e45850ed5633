using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using CacheCore.StressTests.Harness;
using CacheCore.Tests.Integrity;

namespace CacheCore.StressTests.Rules;

/// <summary>Changes that depend on what was there are never lost.</summary>
[Stress]
public class CounterTests
{
    private const int Threads = 8;

    [Test]
    public void Increments_add_up()
    {
        using CacheStore store = Stores.Roomy();
        byte[][] keys = Keys.InOneBucket(store, 4);
        long[] expected = new long[keys.Length];
        new Crew()
            .AddLoop(Threads, (worker, random) =>
            {
                int key = random.Next(keys.Length);
                ulong delta = (ulong)random.Next(100_000);
                WriteResult result = store.Increment(keys[key], delta, initial: delta, out _);
                Check.That(result == WriteResult.Stored, $"Increment: {result}.");
                _ = Interlocked.Add(ref expected[key], (long)delta);
            })
            .Run(StressTime.Rule);
        string[] actual = [.. keys.Select(key => Encoding.ASCII.GetString(store.Get(key) ?? []))];
        Assert.That(actual, Is.EqualTo(expected.Select(number => number.ToString(CultureInfo.InvariantCulture))));
        StoreIntegrity.Check(store);
    }

    /// <summary>A number always as long, whose digits nearly all change, and that stays a multiple of the same.</summary>
    [Test]
    public void A_number_that_is_counted_is_read_whole()
    {
        const ulong Delta = 1_234_567_891;
        using CacheStore store = Stores.Roomy();
        byte[] key = Keys.Make(1);
        _ = store.Increment(key, 0, initial: Delta * 100_000_000, out _);
        var crew = new Crew();
        crew.AddLoop(3, (_, _) => store.Increment(key, Delta, out _))
            .Add(4, (_, _) =>
            {
                Span<byte> text = stackalloc byte[20];
                for (ulong last = 0; crew.GoesOn;)
                {
                    _ = store.Read(key, text, out int length);
                    Check.That(Utf8Parser.TryParse(text[..length], out ulong number, out int digits) && digits == length, "No number.");
                    Check.That(number % Delta == 0 && number >= last, $"Read {number} after {last}.");
                    last = number;
                }
            })
            .Run(StressTime.Rule);
    }

    /// <summary>A small value is swapped in place, one that changes its class is published.</summary>
    [TestCase(64, 64)]
    [TestCase(64, 600)]
    [TestCase(64, 100_000)]
    public void Swaps_add_up(int shortest, int longest)
    {
        using CacheStore store = Stores.Roomy();
        byte[] key = Keys.Make(1);
        _ = store.Set(key, new byte[64]);
        long swapped = 0;
        new Crew()
            .AddLoop(Threads, (worker, random) =>
            {
                byte[] value = store.Get(key, out ItemInfo info)!;
                byte[] next = new byte[random.Next(shortest, longest + 1)];
                MemoryMarshal.Write(next, MemoryMarshal.Read<long>(value) + 1);
                if (store.CompareAndSwap(key, next, info.Version) == WriteResult.Stored)
                {
                    _ = Interlocked.Increment(ref swapped);
                }
            })
            .Run(StressTime.Rule);
        Assert.That(MemoryMarshal.Read<long>(store.Get(key)), Is.EqualTo(swapped).And.GreaterThan(0));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void Appended_and_prepended_bytes_are_all_there()
    {
        using CacheStore store = Stores.Roomy();
        byte[] key = Keys.Make(1);
        const int PerThread = 3000;
        _ = store.Set(key, "|"u8);
        new Crew()
            .Add(4, (writer, random) =>
            {
                for (int i = 0; i < PerThread; i++)
                {
                    byte[] mark = [(byte)('a' + writer)];
                    WriteResult result = i % 2 == 0 ? store.Append(key, mark) : store.Prepend(key, mark);
                    Check.That(result == WriteResult.Stored, $"Append or Prepend: {result}.");
                }
            })
            .Run(TimeSpan.FromSeconds(30));
        string value = Encoding.ASCII.GetString(store.Get(key)!);
        Assert.That(value, Has.Length.EqualTo((4 * PerThread) + 1));
        Assert.That(value.GroupBy(c => c).Where(group => group.Key != '|').Select(group => group.Count()), Is.All.EqualTo(PerThread));
        Assert.That(value.IndexOf('|', StringComparison.Ordinal), Is.EqualTo(4 * PerThread / 2));
    }
}
