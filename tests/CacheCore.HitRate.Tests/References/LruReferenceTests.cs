using CacheCore.HitRate.References;
using CacheCore.HitRate.Traces;

namespace CacheCore.HitRate.Tests.References;

internal sealed class LruReferenceTests
{
    [TestCase(1, "-+--", 1UL, 1UL, 2UL, 1UL)]
    [TestCase(2, "--+---", 1UL, 2UL, 1UL, 3UL, 2UL, 1UL)]
    [TestCase(3, "----+---", 1UL, 2UL, 3UL, 4UL, 2UL, 1UL, 3UL, 4UL)]
    public void The_object_not_asked_for_the_longest_leaves(int items, string marks, params ulong[] numbers)
    {
        Trace trace = MadeTraces.Of(numbers);

        Assert.That(MadeTraces.Marks(trace, new LruReference(trace.Objects, items)), Is.EqualTo(marks));
    }

    /// <summary>A textbook's sequence of page references: 12 faults in three frames.</summary>
    [Test]
    public void A_textbook_sequence_misses_as_often_as_the_textbook_says()
    {
        Trace trace = MadeTraces.Of(7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0, 1);

        Assert.That(MadeTraces.Marks(trace, new LruReference(trace.Objects, 3)).Count(mark => mark == '-'), Is.EqualTo(12));
    }

    /// <summary>
    /// Mattson's stack: a request hits if fewer different objects than there is room for came since the last one for its object.
    /// </summary>
    [TestCase(1)]
    [TestCase(7)]
    [TestCase(50)]
    public void It_hits_where_the_stack_distance_says(int items)
    {
        Trace trace = MadeTraces.ZipfWithScans(200, 5000, seed: 3);
        List<int> stack = [];
        char[] expected = new char[trace.Requests.Length];
        for (int place = 0; place < expected.Length; place++)
        {
            int id = trace.Requests[place];
            int distance = stack.IndexOf(id);
            expected[place] = distance >= 0 && distance < items ? '+' : '-';
            _ = stack.Remove(id);
            stack.Insert(0, id);
        }

        Assert.That(MadeTraces.Marks(trace, new LruReference(trace.Objects, items)), Is.EqualTo(new string(expected)));
    }
}
