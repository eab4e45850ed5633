using CacheCore.Memory;
using CacheCore.Parts;
using CacheCore.Primitives;

namespace CacheCore.Tests.Parts;

internal sealed class DeadlineHintsTests
{
    private readonly Doorbell _bell = new();
    private readonly DeadlineHints _hints;

    private readonly PagePool _pool;

    public DeadlineHintsTests()
    {
        var geometry = new PoolGeometry(PoolGeometry.SmallestLimit, 0);
        _pool = new PagePool(geometry, AddressRange.Reserve(geometry.TotalBytes, hugePages: false));
        _hints = new DeadlineHints(_pool.MakeTable<uint>(4), _pool, _bell);
    }

    [OneTimeTearDown]
    public void GiveBack() => _pool.Dispose();

    [SetUp]
    public void SetUp()
    {
        for (int page = 0; page <= 3; page++)
        {
            _hints.Forget(page);
        }
    }

    [TestCase(0, 0u)]
    [TestCase(255, 0u)]
    [TestCase(256, 1u)]
    [TestCase(ItemTimes.Never - 256, DeadlineHints.Never - 1)]
    [TestCase(ItemTimes.Never, DeadlineHints.Never)]
    [TestCase(long.MaxValue, DeadlineHints.Never)]
    [TestCase(-1, 0u)]
    public void Forty_bits_of_milliseconds_are_thirty_two_of_units(long deadline, uint unit) =>
        Assert.That(DeadlineHints.UnitOf(deadline), Is.EqualTo(unit));

    [Test]
    public void A_page_keeps_the_earliest()
    {
        _hints.Note(2, 2560);
        _hints.Note(2, 1280);
        _hints.Note(2, 5120);
        _hints.Note(3, 2560);

        Assert.That(
            _hints.Notes.ToArray().Select(note => DeadlineHints.Never - note),
            Is.EqualTo((uint[])[DeadlineHints.Never, DeadlineHints.Never, 5, 10]));
        Assert.That(_hints.Earliest(), Is.EqualTo(5));
    }

    [Test]
    public void A_page_that_was_forgotten_begins_anew()
    {
        _hints.Note(1, 1280);
        _hints.Forget(1);
        Assert.That(_hints.Earliest(), Is.EqualTo(DeadlineHints.Never));
        _hints.Note(1, 2560);
        Assert.That(_hints.Earliest(), Is.EqualTo(10));
    }

    [Test]
    public void Never_is_no_deadline()
    {
        _hints.Note(1, ItemTimes.Never);

        Assert.That(_hints.Earliest(), Is.EqualTo(DeadlineHints.Never));
        Assert.That(DeadlineHints.EndOf(DeadlineHints.Never), Is.EqualTo(long.MaxValue));
    }

    [TestCase(9u, true)]
    [TestCase(10u, false)]
    [TestCase(11u, false)]
    public void A_deadline_before_the_planned_end_of_a_rest_rings(uint unit, bool rings)
    {
        _hints.RingBefore(10);
        _bell.Await();
        _hints.Note(1, unit * 256L);

        Assert.That(_bell.Answer(), Is.EqualTo(rings));
    }

    [Test]
    public void A_deadline_that_lowers_nothing_does_not_ring()
    {
        _hints.Note(1, 256);
        _hints.RingBefore(DeadlineHints.Never);
        _bell.Await();
        _hints.Note(1, 300);

        Assert.That(_bell.Answer(), Is.False);
    }

    [Test]
    public void Many_threads_leave_the_earliest()
    {
        Parallel.For(0, 10_000, i => _hints.Note(1, ((i * 7919) % 10_000 * 256L) + 25_600));

        Assert.That(_hints.Earliest(), Is.EqualTo(100));
    }
}
