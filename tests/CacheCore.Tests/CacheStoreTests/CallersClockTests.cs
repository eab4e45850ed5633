using CacheCore.Access.Items;
using static CacheCore.Tests.CacheStoreTests.TestStore;
using CacheCore.Tests.Integrity;

namespace CacheCore.Tests.CacheStoreTests;

/// <summary>
/// A clock is a caller's code: it may throw and may call the store. Whenever a verb asks it, no lock is held: the store stays
/// sound and the key usable, whichever of the verb's questions goes wrong.
/// </summary>
internal sealed class CallersClockTests
{
    private const int MostQuestions = 50;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);
    private static readonly ItemOptions Short = ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(5));
    private static readonly ItemOptions Long = ItemOptions.ExpiresAfter(TimeSpan.FromHours(1));
    private static readonly ItemOptions Sliding = new() { SlidingExpiration = TimeSpan.FromSeconds(64) };
    private static readonly ItemOptions Over = new() { AbsoluteExpiration = DateTimeOffset.UnixEpoch };

    private static readonly byte[] TooLarge = new byte[9 << 20];

    private static readonly Dictionary<string, Action<CacheStore>> Verbs = new(StringComparer.Ordinal)
    {
        ["Set in place"] = store => store.Set("key", Value(20), Long),
        ["Set of another size"] = store => store.Set("key", Value(300), Long),
        ["Set for a short time"] = store => store.Set("key", Value(20), Short),
        ["Set of what is over"] = store => store.Set("key", Value(20), Over),
        ["Set anew"] = store => store.Set("other", Value(20), Short),
        ["Set of a large value"] = store => store.Set("key", Value(5 * PageSize), Long),
        ["Set too large"] = store => store.Set("key", TooLarge, Long),
        ["Add"] = store => store.Add("key", Value(20), Long),
        ["Add anew"] = store => store.Add("other", Value(20), Short),
        ["Add of what is over"] = store => store.Add("key", Value(20), Over),
        ["Replace"] = store => store.Replace("key", Value(300), Long),
        ["CompareAndSwap"] = store => store.CompareAndSwap("key", Value(300), VersionOf(store), Long),
        ["Append"] = store => store.Append("key", Value(30)),
        ["Prepend"] = store => store.Prepend("key", Value(3)),
        ["Increment"] = store => store.Increment("number", 1, out _),
        ["Increment to a longer number"] = store => store.Increment("number", ulong.MaxValue - 10, out _),
        ["Increment or create"] = store => store.Increment("other", 1, 5, out _, Long),
        ["Decrement"] = store => store.Decrement("number", 1, out _),
        ["Touch"] = store => store.Touch("key", Long),
        ["Touch to another segment"] = store => store.Touch("key", Short),
        ["Touch to a window"] = store => store.Touch("key", Sliding),
        ["GetAndTouch"] = store => store.GetAndTouch("key", Long),
        ["GetAndTouch to a window"] = store => store.GetAndTouch("key", Sliding),
        ["Refresh"] = store => store.Refresh("sliding"),
        ["Remove"] = store => store.Remove("key"),
        ["Remove of a version"] = store => store.Remove("key", VersionOf(store)),
        ["Clear"] = store => store.Clear(),
        ["Get"] = store => store.Get("key"),
        ["Get with a window"] = store => store.Get("sliding"),
        ["Get of a large value"] = store => store.Get("large"),
        ["Get with information"] = store => store.Get("key", out _),
        ["GetMany"] = store => store.GetMany(["key", "sliding", "large", "missing"], new byte[]?[4]),
        ["GetOrCreate"] = store => store.GetOrCreate("other", _ => Value(20), Long),
        ["EnumerateKeys"] = store => store.EnumerateKeys().Count(),
        ["GetStatistics"] = store => store.GetStatistics(),
        ["GetLifetimes"] = store => store.GetLifetimes(),
        ["ReassignPage"] = store => store.ReassignPage(CacheStore.AnyClass, CacheStore.Pool),
        ["RunMaintenance"] = store => store.RunMaintenance(),
    };

    public enum Mischief
    {
        Throws,
        CallsTheStore,
        WaitsForAnother,
    }

    private static IEnumerable<string> VerbNames => Verbs.Keys;

    [Test]
    public void No_verb_asks_with_a_lock_held(
        [ValueSource(nameof(VerbNames))] string verb, [Values] Mischief mischief, [Values] bool isOver) =>
        RunAll(mischief, clock => Make(clock, isOver), Verbs[verb]);

    [TestCase(Mischief.Throws, 100)]
    [TestCase(Mischief.Throws, 3 * PageSize)]
    [TestCase(Mischief.WaitsForAnother, 100)]
    [TestCase(Mischief.WaitsForAnother, 3 * PageSize)]
    public void Nor_does_one_that_others_make_room_for(Mischief mischief, int length) =>
        RunAll(
            mischief,
            clock => MakeFull(clock, options => options.PinnedKeyPrefixes.Add("pinned")),
            store =>
            {
                for (int i = 0; i < 12; i++)
                {
                    _ = store.Set($"{i}", Value(length), Long);
                    _ = store.Set($"pinned{i}", Value(300 + (10 * i)), Long);
                }
            });

    [TestCase(Mischief.Throws)]
    [TestCase(Mischief.WaitsForAnother)]
    public void Nor_does_one_that_others_give_their_places_to(Mischief mischief) =>
        RunAll(mischief, clock => MakeFull(clock, options => options.MaxItems = 100), store => store.Set("new", Value(700), Long));

    [TestCase(Mischief.Throws)]
    [TestCase(Mischief.WaitsForAnother)]
    public void Nor_does_maintenance_of_a_full_store(Mischief mischief) =>
        RunAll(mischief, clock => MakeFull(clock, _ => { }, 3 << 19), store =>
        {
            store.MemoryLimit = 1 << 20;
            store.RunMaintenance();
        });

    /// <summary>Lets each of a verb's questions go wrong in turn, in a new store each time.</summary>
    private static void RunAll(Mischief mischief, Func<MischievousClock, CacheStore> make, Action<CacheStore> verb)
    {
        for (int question = 1; ; question++)
        {
            var clock = new MischievousClock();
            CacheStore store = make(clock);
            clock.Plan(question, mischief, () => Visit(store));
            string what = $"The clock {mischief} at question {question}.";
            Assert.That(IsDoneSoon(() => RunOne(store, verb)), $"{what} The verb hangs.");
            bool wasAsked = clock.Calm();
            Assert.That(clock.Problem, Is.Null, what);
            Assert.That(IsDoneSoon(() => CheckUsable(store)), $"{what} The key is unusable.");
            StoreIntegrity.Check(store);
            store.Dispose();
            if (!wasAsked || question == MostQuestions)
            {
                return;
            }
        }
    }

    private static void RunOne(CacheStore store, Action<CacheStore> verb)
    {
        try
        {
            verb(store);
        }
        catch (TimeoutException)
        {
            // The clock's own: to be expected of one that throws, and looked for in no other.
        }
    }

    private static void CheckUsable(CacheStore store)
    {
        foreach (string key in new[] { "key", "other", "sliding", "number" })
        {
            Assert.That(store.Set(key, "after"u8), Is.EqualTo(WriteResult.Stored));
            Assert.That(Text(store.Get(key)), Is.EqualTo("after"));
        }

        _ = store.Workers.Pages.TryFreePage();
    }

    /// <summary>
    /// What a clock might do with the store that asks it: what takes the locks of the verb's keys, their queues and the pages.
    /// </summary>
    private static void Visit(CacheStore store)
    {
        foreach (string key in new[] { "key", "sliding", "number", "other" })
        {
            _ = store.Touch(key, Long);
            _ = store.Set(key, Value(40), Long);
            _ = store.Remove(key);
        }

        _ = store.Set("key", Value(20), Long);
        _ = store.Workers.Pages.TryFreePage();
        _ = store.Workers.Pages.TryEvictPinned();
        _ = store.GetStatistics();
    }

    private static CacheStore Make(MischievousClock clock, bool isOver)
    {
        CacheStore store = Create(clock: clock, configure: options => options.TemporaryLifetime = TimeSpan.FromSeconds(10));
        store.ItemRemoved += Listen;
        _ = store.Set("key", Value(20), Long);
        _ = store.Set("number", "7"u8, Long);
        _ = store.Set("sliding", Value(20), Sliding);
        _ = store.Set("large", Value(3 * PageSize), Long);
        clock.Advance(isOver ? TimeSpan.FromHours(2) : TimeSpan.FromSeconds(63));
        return store;
    }

    private static CacheStore MakeFull(MischievousClock clock, Action<CacheCoreOptions> configure, long memoryLimit = 1 << 20)
    {
        CacheStore store = Create(memoryLimit, clock, options =>
        {
            options.EvictionPolicy = EvictionPolicy.Segmented;
            configure(options);
        });
        store.ItemRemoved += Listen;
        for (int i = 0; i < 2500; i++)
        {
            _ = store.Set($"{i}", Value(500 + (i % 300)), Long);
        }

        return store;
    }

    /// <summary>What listeners are told has the time in it.</summary>
    private static void Listen(object? sender, ItemRemovedEventArgs notice) => Assert.That(notice.Key.Length, Is.Positive);

    private static ulong VersionOf(CacheStore store) => store.TryGetInfo("key", out ItemInfo info) ? info.Version : 0;

    /// <summary>Runs on a thread of its own, which is left behind where it waits for a lock that nobody gives up.</summary>
    private static bool IsDoneSoon(Action action)
    {
        Exception? failure = null;
        var thread = new Thread(() =>
        {
#pragma warning disable CA1031 // Told on the test's own thread.
            try
            {
                action();
            }
            catch (Exception exception)
            {
                failure = exception;
            }
#pragma warning restore CA1031
        })
        { IsBackground = true };
        thread.Start();
        bool isDone = thread.Join(Soon);
        Assert.That(failure, Is.Null);
        return isDone;
    }

    private sealed class MischievousClock : TimeProvider
    {
        private DateTimeOffset _now = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        private int _question;
        private Mischief _mischief;
        private Action? _visit;
        private bool _isVisiting;
        private int _asked;

        public string? Problem { get; private set; }

        public void Advance(TimeSpan by) => _now += by;

        public void Plan(int question, Mischief mischief, Action visit) =>
            (_question, _mischief, _visit, _asked) = (question, mischief, visit, 0);

        /// <summary>Ends the mischief; false: the question that it was planned for was not asked.</summary>
        public bool Calm()
        {
            bool wasAsked = _asked >= _question;
            _question = 0;
            return wasAsked;
        }

        public override DateTimeOffset GetUtcNow()
        {
            if (!_isVisiting && ++_asked == _question)
            {
                _isVisiting = true;
                Act();
                _isVisiting = false;
            }

            return _now;
        }

        private void Act()
        {
            switch (_mischief)
            {
                case Mischief.Throws:
                    _isVisiting = false;
                    throw new TimeoutException("The clock has stopped.");
                case Mischief.CallsTheStore:
                    _visit!();
                    break;
                case Mischief.WaitsForAnother when !IsDoneSoon(_visit!):
                    Problem = "Somebody else waits for a lock that is held while the clock is asked.";
                    break;
            }
        }
    }
}
