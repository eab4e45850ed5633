using CacheCore.HitRate.References;
using CacheCore.HitRate.Traces;

namespace CacheCore.HitRate.Tests.References;

/// <summary>Room for 10, of which the small queue is to have 1; the ghost remembers 9.</summary>
internal sealed class S3FifoReferenceTests
{
    private static readonly ulong[] Ten = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

    [Test]
    public void Objects_asked_for_once_leave_in_the_order_they_came()
    {
        // 10 pushes 0 out, 11 pushes 1 out.
        Assert.That(Tail([10, 11], then: [9, 2, 10, 11]), Is.EqualTo("++++"));
        Assert.That(Tail([10, 11], then: [1]), Is.EqualTo("-"));
        Assert.That(Tail([10, 11], then: [0]), Is.EqualTo("-"));
    }

    [Test]
    public void One_further_request_saves_none_two_do()
    {
        // 0 was asked for once more, 1 twice more: 0 leaves, 1 goes to the main queue and 2 leaves in its place.
        Assert.That(Tail([0, 1, 1, 10, 11], then: [1, 3]), Is.EqualTo("++"));
        Assert.That(Tail([0, 1, 1, 10, 11], then: [0]), Is.EqualTo("-"));
        Assert.That(Tail([0, 1, 1, 10, 11], then: [2]), Is.EqualTo("-"));
    }

    [Test]
    public void What_comes_back_while_remembered_goes_to_the_main_queue()
    {
        // 0 leaves, comes back to the main queue (1 leaves), and stays through a scan that empties the small queue.
        Assert.That(Tail([10, 0, .. Scan(100, 20)], then: [0]), Is.EqualTo("+"));
        Assert.That(Tail([10, .. Scan(100, 20)], then: [0]), Is.EqualTo("-"));
    }

    [Test]
    public void The_ghost_forgets_what_left_longest_ago()
    {
        // Nine more leave after 0: it is still remembered. A tenth, and it comes back as a newcomer, which the next scan carries away.
        Assert.That(Tail([.. Scan(100, 9), 0, .. Scan(200, 20)], then: [0]), Is.EqualTo("+"));
        Assert.That(Tail([.. Scan(100, 10), 0, .. Scan(200, 20)], then: [0]), Is.EqualTo("-"));
    }

    [Test]
    public void The_main_queue_gives_objects_in_use_another_round()
    {
        // Ten are asked for twice more and all go to the main queue, which then has to let one go: 0, which was asked for no more.
        ulong[] twice = [.. Ten, .. Ten];
        Assert.That(Tail([.. twice, 10], then: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), Is.EqualTo("++++++++++"));
        Assert.That(Tail([.. twice, 10], then: [0]), Is.EqualTo("-"));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(10)]
    [TestCase(37)]
    public void It_never_holds_more_than_there_is_room_for(int items)
    {
        Trace trace = MadeTraces.ZipfWithScans(200, 5000, seed: 1);
        S3FifoReference cache = new(trace.Objects, items);
        foreach (int id in trace.Requests)
        {
            _ = cache.Request(id);
            Assert.That(cache.Count, Is.LessThanOrEqualTo(items));
        }

        Assert.That(cache.Count, Is.EqualTo(items));
    }

    /// <summary>Fills the cache with 0 to 9, makes more requests, and returns the marks of the last ones.</summary>
    private static string Tail(ulong[] more, ulong[] then)
    {
        Trace trace = MadeTraces.Of([.. Ten, .. more, .. then]);
        return MadeTraces.Marks(trace, new S3FifoReference(trace.Objects, 10))[^then.Length..];
    }

    private static IEnumerable<ulong> Scan(int first, int count) => Enumerable.Range(first, count).Select(number => (ulong)number);
}
