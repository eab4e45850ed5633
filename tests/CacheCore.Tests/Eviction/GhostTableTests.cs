using CacheCore.Eviction;
using CacheCore.Memory;

namespace CacheCore.Tests.Eviction;

internal sealed class GhostTableTests
{
    private const int Items = 10_000;

    private PagePool _pool = null!;
    private GhostTable _ghost = null!;

    [SetUp]
    public void SetUp()
    {
        _pool = PolicyMemory.Create();
        _ghost = new GhostTable(_pool, _pool.Geometry.GhostOffset);
    }

    [TearDown]
    public void TearDown() => _pool.Dispose();

    [Test]
    public void A_key_is_remembered_until_it_is_taken()
    {
        _ghost.Add(PolicyMemory.Hash(1));
        _ghost.Add(PolicyMemory.Hash(2));

        Assert.That(_ghost.TryTake(PolicyMemory.Hash(1)));
        Assert.That(_ghost.TryTake(PolicyMemory.Hash(1)), Is.False);
        Assert.That(_ghost.Contains(PolicyMemory.Hash(2)));
    }

    [Test]
    public void The_oldest_are_forgotten_first()
    {
        for (int item = 0; item < 40; item++)
        {
            _ghost.Add(PolicyMemory.Hash(item));
        }

        bool[] kept = [.. Enumerable.Range(0, 40).Select(item => _ghost.Contains(PolicyMemory.Hash(item)))];

        Assert.That(kept, Is.EqualTo(Enumerable.Range(0, 40).Select(item => item >= 8)));
    }

    [Test]
    public void Grown_for_a_cache_it_remembers_between_half_as_many_keys_as_items_and_all_of_them()
    {
        while (_ghost.IsTooSmallFor(Items))
        {
            _ghost.Double();
        }

        for (int item = 0; item < 5 * Items; item++)
        {
            _ghost.Add(PolicyMemory.Hash(item));
        }

        int kept = Enumerable.Range(0, 5 * Items).Count(item => _ghost.Contains(PolicyMemory.Hash(item)));
        Assert.That(kept, Is.InRange(Items * 0.45, Items * 1.05));
    }

    [Test]
    public void Doubling_forgets_nothing()
    {
        int[] items = [.. Enumerable.Range(0, 30)];
        Array.ForEach(items, item => _ghost.Add(PolicyMemory.Hash(item)));

        _ghost.Double();

        Assert.That(items.All(item => _ghost.Contains(PolicyMemory.Hash(item))));
    }

    [Test]
    public void Halving_forgets_the_oldest()
    {
        _ghost.Double();
        for (int item = 0; item < 200; item++)
        {
            _ghost.Add(PolicyMemory.Hash(item));
        }

        Assert.That((_ghost.IsTooLargeFor(52), _ghost.IsTooLargeFor(50)), Is.EqualTo((false, true)));
        _ghost.Halve();

        int[] kept = [.. Enumerable.Range(0, 200).Where(item => _ghost.Contains(PolicyMemory.Hash(item)))];
        Assert.That(kept, Has.Length.EqualTo(32));
        Assert.That(kept, Has.All.GreaterThan(150));
        Assert.That(_ghost.IsTooLargeFor(1), Is.False);
    }

    [Test]
    public void A_key_that_never_left_is_seldom_taken_for_one_that_did()
    {
        while (_ghost.IsTooSmallFor(Items))
        {
            _ghost.Double();
        }

        for (int item = 0; item < Items; item++)
        {
            _ghost.Add(PolicyMemory.Hash(item));
        }

        Assert.That(Enumerable.Range(Items, Items).Count(item => _ghost.Contains(PolicyMemory.Hash(item))), Is.LessThan(Items / 500));
    }
}
