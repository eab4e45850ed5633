using System.Runtime.InteropServices;
using CacheCore.StressTests.Harness;

namespace CacheCore.StressTests.Rules;

/// <summary>Keys are listed while the index grows, and while it shrinks.</summary>
[Stress]
public class EnumerationTests
{
    private const int Present = 2000;

    [Test]
    public void A_key_that_is_there_all_the_time_is_listed_once()
    {
        using CacheStore store = Stores.Roomy();
        int next = Present;
        for (int key = 0; key < Present; key++)
        {
            _ = store.Set(Keys.Make(key), [1]);
        }

        new Crew()
            .AddLoop(2, (worker, random) =>
            {
                int number = Interlocked.Increment(ref next);
                if (number < 400_000)
                {
                    _ = store.Set(Keys.Make(number), [1]);
                }
                else
                {
                    _ = store.Set(Keys.Make(random.Next(Present)), new byte[random.Next(500)]);
                }
            })
            .AddLoop(3, (_, _) => List(store))
            .Run(StressTime.Rule);
    }

    [Test]
    public void The_same_while_the_index_shrinks_and_grows()
    {
        using CacheStore store = Stores.Roomy();
        for (int key = 0; key < Present; key++)
        {
            _ = store.Set(Keys.Make(key), [1]);
        }

        new Tide(store, firstKey: Present, items: 10_000).JoinTo(new Crew().AddLoop(4, (_, _) => List(store))).Run(StressTime.Rule * 2);
        Assert.That(store.Parts.Memory.Index.Merges, Is.GreaterThan(1000));
    }

    private static void List(CacheStore store)
    {
        int[] seen = new int[Present];
        foreach (byte[] key in store.EnumerateKeys())
        {
            int number = MemoryMarshal.Read<int>(key);
            if (number < Present)
            {
                seen[number]++;
            }
        }

        int wrong = Array.FindIndex(seen, static times => times != 1);
        Check.That(wrong < 0, $"Key {wrong} was listed {(wrong < 0 ? 1 : seen[Math.Max(wrong, 0)])} times.");
    }
}
