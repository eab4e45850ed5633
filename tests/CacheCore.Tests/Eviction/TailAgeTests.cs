using CacheCore.Eviction;
using CacheCore.Memory;

namespace CacheCore.Tests.Eviction;

/// <summary>Beside a plain queue that knows when each item came in.</summary>
internal sealed class TailAgeTests
{
    private readonly List<(ItemRef Item, long Since)> _queue = [];
    private TailAge _age;
    private uint _lastItem;
    private long _now;

    private long TrueAge => _queue.Count == 0 ? 0 : _now - _queue[0].Since;

    [SetUp]
    public void SetUp()
    {
        _queue.Clear();
        _age = default;
        _lastItem = 0;
        _now = 1000;
    }

    [Test]
    public void An_empty_queue_has_no_age()
    {
        Assert.That(_age.Of(5), Is.Zero);
        Enter();
        Leave(0);
        _now += 10;
        Assert.That(_age.Of(_now), Is.Zero);
    }

    [Test]
    public void A_queue_that_nothing_leaves_is_as_old_as_its_first_item()
    {
        for (int i = 0; i < 100; i++)
        {
            Enter();
            _now += 7;
            Assert.That(_age.Of(_now), Is.EqualTo(TrueAge));
        }
    }

    [TestCase(1)]
    [TestCase(3)]
    [TestCase(1000)]
    public void In_a_queue_that_flows_evenly_it_is_exact(int length)
    {
        for (int i = 0; i < 5 * length; i++)
        {
            _now += 5;
            Enter();
            if (_queue.Count > length)
            {
                Leave(0);
            }

            Assert.That(_age.Of(_now), Is.EqualTo(TrueAge).Within(5));
        }
    }

    /// <summary>What has left the middle leaves the estimate a little off, never far: the next mark puts it right.</summary>
    [Test]
    public void It_stays_near_the_truth_whoever_leaves_or_moves([Range(1, 8)] int seed)
    {
        var random = new Random(seed);
        int off = 0;
        const int Steps = 20_000;
        for (int i = 0; i < Steps; i++)
        {
            _now += random.Next(4);
            Enter();
            switch (random.Next(4))
            {
                case 0:
                    Leave(random.Next(_queue.Count));
                    break;
                case 1:
                    Replace(random.Next(_queue.Count));
                    break;
            }

            while (_queue.Count > 300)
            {
                Leave(0);
            }

            off += Math.Abs(_age.Of(_now) - TrueAge) > 0.3 * TrueAge ? 1 : 0;
        }

        Assert.That(off, Is.LessThan(Steps / 50));
    }

    [Test]
    public void It_goes_on_when_what_was_marked_leaves_or_moves([Values] bool moves)
    {
        for (int i = 0; i < 10; i++)
        {
            _now += 10;
            Enter();
        }

        Leave(0);               // the first mark; now the head is marked
        if (moves)
        {
            Replace(8);
        }
        else
        {
            Leave(8);
        }

        while (_queue.Count > 1)
        {
            Leave(0);
        }

        _now += 10;
        Enter();
        Leave(0);
        _now += 1000;
        Assert.That(_age.Of(_now), Is.EqualTo(TrueAge));
    }

    [Test]
    public void A_queue_that_shrinks_without_newcomers_grows_older_all_the_same()
    {
        for (int i = 0; i < 100; i++)
        {
            _now += 10;
            Enter();
        }

        for (int i = 0; i < 90; i++)
        {
            _now += 10;
            Leave(0);
            Assert.That(_age.Of(_now), Is.EqualTo(TrueAge).Within(10));
        }
    }

    private void Enter()
    {
        var item = new ItemRef(++_lastItem);
        _queue.Add((item, _now));
        _age.Enter(item, _now);
    }

    /// <summary>Places count from the tail.</summary>
    private void Leave(int place)
    {
        ItemRef item = _queue[place].Item;
        ItemRef older = place == 0 ? ItemRef.None : _queue[place - 1].Item;
        _queue.RemoveAt(place);
        _age.Leave(item, older, _queue.Count == 0 ? ItemRef.None : _queue[^1].Item, _queue.Count);
    }

    private void Replace(int place)
    {
        var copy = new ItemRef(++_lastItem);
        _age.Replace(_queue[place].Item, copy);
        _queue[place] = (copy, _queue[place].Since);
    }
}
