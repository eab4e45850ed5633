using CacheCore.Eviction;
using CacheCore.Memory;

namespace CacheCore.Tests.Eviction;

internal sealed class FrequencySketchTests
{
    private const int Items = 10_000;

    private PagePool _pool = null!;
    private FrequencySketch _sketch = null!;

    [SetUp]
    public void SetUp()
    {
        _pool = PolicyMemory.Create();
        _sketch = new FrequencySketch(_pool, _pool.Geometry.SketchOffset);
    }

    [TearDown]
    public void TearDown() => _pool.Dispose();

    [Test]
    public void An_estimate_is_never_too_low_and_seldom_too_high()
    {
        GrowFor(Items);
        Count(Items, times: item => item % 4);

        int high = 0;
        for (int item = 0; item < Items; item++)
        {
            int estimate = _sketch.Estimate(PolicyMemory.Hash(item));
            Assert.That(estimate, Is.GreaterThanOrEqualTo(item % 4));
            high += estimate > item % 4 ? 1 : 0;
        }

        Assert.That(high, Is.LessThan(Items / 5));
    }

    [Test]
    public void An_estimate_ends_at_fifteen()
    {
        Count(1, times: _ => 40);

        Assert.That(_sketch.Estimate(PolicyMemory.Hash(0)), Is.EqualTo(15));
    }

    [Test]
    public void Age_halves_every_estimate()
    {
        GrowFor(Items);
        Count(10, times: item => item);
        int[] before = Estimates(10);

        _sketch.Age();

        Assert.That(Estimates(10), Is.EqualTo(before.Select(estimate => estimate / 2)));
    }

    [Test]
    public void Doubling_keeps_every_estimate()
    {
        Count(100, times: item => item % 7);
        int[] before = Estimates(100);

        _sketch.Double();
        _sketch.Double();

        Assert.That(Estimates(100), Is.EqualTo(before));
    }

    [Test]
    public void Halving_lowers_no_estimate_and_raises_few()
    {
        GrowFor(4 * Items);
        Count(Items, times: item => item % 4);
        int[] before = Estimates(Items);

        Assert.That(_sketch.IsTooLargeFor(4 * Items), Is.False);
        while (_sketch.IsTooLargeFor(Items))
        {
            _sketch.Halve();
        }

        int[] after = Estimates(Items);
        Assert.That(_sketch.Bytes, Is.InRange(4 * Items, 10 * Items));
        Assert.That(_sketch.IsTooSmallFor(Items), Is.False);
        Assert.That(after.Zip(before).All(pair => pair.First >= pair.Second));
        Assert.That(after.Zip(before).Count(pair => pair.First > pair.Second), Is.LessThan(Items / 5));
    }

    [Test]
    public void Its_first_page_stays()
    {
        GrowFor(Items);
        while (_sketch.IsTooLargeFor(1))
        {
            _sketch.Halve();
        }

        Assert.That(_sketch.Bytes, Is.EqualTo(_pool.Geometry.PageSize));
    }

    [Test]
    public void It_takes_at_most_eight_bytes_an_item()
    {
        GrowFor(Items);

        Assert.That(_sketch.Bytes, Is.InRange(4 * Items, 8 * Items));
    }

    private void GrowFor(int items)
    {
        while (_sketch.IsTooSmallFor(items))
        {
            _sketch.Double();
        }
    }

    private void Count(int items, Func<int, int> times)
    {
        for (int item = 0; item < items; item++)
        {
            for (int time = 0; time < times(item); time++)
            {
                _sketch.Increment(PolicyMemory.Hash(item));
            }
        }
    }

    private int[] Estimates(int items) => [.. Enumerable.Range(0, items).Select(item => _sketch.Estimate(PolicyMemory.Hash(item)))];
}
