using CacheCore.HitRate.Contenders;
using CacheCore.HitRate.References;
using CacheCore.HitRate.Traces;

namespace CacheCore.HitRate.Tests.References;

internal sealed class BeladyReferenceTests
{
    [TestCase(1, "--+-", 1UL, 2UL, 2UL, 1UL)]
    [TestCase(1, "---+", 1UL, 2UL, 3UL, 1UL)]
    [TestCase(2, "---++-", 1UL, 2UL, 3UL, 2UL, 1UL, 3UL)]
    public void What_is_needed_last_leaves_or_is_not_kept_at_all(int items, string marks, params ulong[] numbers)
    {
        Trace trace = MadeTraces.Of(numbers);

        Assert.That(MadeTraces.Marks(trace, new BeladyReference(trace, items)), Is.EqualTo(marks));
    }

    [Test]
    public void No_choice_of_what_to_keep_has_more_hits([Range(1, 40)] int seed)
    {
        Trace trace = MadeTraces.Uniform(6, 40, seed);
        for (int items = 1; items <= 4; items++)
        {
            int hits = MadeTraces.Marks(trace, new BeladyReference(trace, items)).Count(mark => mark == '+');

            Assert.That(hits, Is.EqualTo(MostHits(trace, items)), $"{items} items");
        }
    }

    /// <summary>In a loop all that can be done is to keep a part of it and let the rest pass.</summary>
    [Test]
    public void Of_a_loop_as_much_is_kept_as_there_is_room_for()
    {
        Trace trace = MadeTraces.Loop(100, 1000);

        Assert.That(Replay.Run(trace, Contender.Optimum, 30).Hits, Is.EqualTo(9 * 30));
    }

    /// <summary>Tries everything: the most hits for each set of objects that may be held after a request.</summary>
    private static int MostHits(Trace trace, int items)
    {
        Dictionary<int, int> best = new() { [0] = 0 };
        foreach (int id in trace.Requests)
        {
            Dictionary<int, int> after = [];
            foreach ((int held, int hits) in best)
            {
                int withIt = held | (1 << id);
                int hitsNow = hits + (withIt == held ? 1 : 0);
                Offer(after, held, hitsNow);
                if (int.PopCount(withIt) <= items)
                {
                    Offer(after, withIt, hitsNow);
                    continue;
                }

                for (int other = 0; other < trace.Objects; other++)
                {
                    Offer(after, withIt & ~(1 << other), hitsNow, items);
                }
            }

            best = after;
        }

        return best.Values.Max();
    }

    private static void Offer(Dictionary<int, int> best, int held, int hits, int items = int.MaxValue)
    {
        if (int.PopCount(held) <= items && (!best.TryGetValue(held, out int known) || known < hits))
        {
            best[held] = hits;
        }
    }
}
