using CacheCore.Tests.Integrity;
using Microsoft.Extensions.Time.Testing;
using static CacheCore.Tests.CacheStoreTests.TestStore;

namespace CacheCore.Tests.CacheStoreTests;

/// <summary>New lifetimes for items that change meanwhile, or that there is no memory for in another form.</summary>
internal sealed class TouchTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Temporary = TimeSpan.FromSeconds(5);
    private static readonly ItemOptions Sliding = new() { SlidingExpiration = Minute };

    /// <summary>The clock is asked between the two halves of the verb, so a writer can be had there without luck.</summary>
    [Test]
    public void GetAndTouch_gives_the_lifetime_to_what_it_returns([Range(1, 8)] int question)
    {
        var clock = new WritingClock();
        using CacheStore store = Create(clock: clock);
        _ = store.Set("key", "old"u8, ItemOptions.ExpiresAfter(Hour));
        clock.Plan(question, () => store.Set("key", "new"u8, ItemOptions.ExpiresAfter(2 * Hour)));
        string? read = Text(store.GetAndTouch("key", ItemOptions.ExpiresAfter(Minute)));
        bool wasWritten = clock.HasActed;
        clock.Plan(0, () => { });
        string[] right = wasWritten ? ["new 00:01:00", "old 02:00:00"] : ["old 00:01:00"];

        _ = store.TryGetInfo("key", out ItemInfo info);
        Assert.That($"{read} {info.TimeToLive}", Is.AnyOf([.. right]));
    }

    [Test]
    public void Without_memory_to_move_an_item_is_touched_where_it_lies()
    {
        using CacheStore store = WithTooLargeAnItem();

        Assert.That(store.Touch("key", ItemOptions.ExpiresAfter(Temporary)));
        Assert.That(store.TryGetInfo("key", out ItemInfo info));
        Assert.That(info.TimeToLive, Is.EqualTo(Temporary));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void Without_memory_for_a_window_an_item_keeps_its_lifetime()
    {
        using CacheStore store = WithTooLargeAnItem();

        Assert.That(store.Touch("key", Sliding), Is.False);
        Assert.That(store.GetAndTouch("key", Sliding), Has.Length.EqualTo(5 << 20));
        Assert.That(store.TryGetInfo("key", out ItemInfo info));
        Assert.That((info.TimeToLive, info.SlidingExpiration), Is.EqualTo(((TimeSpan?)Hour, (TimeSpan?)null)));
        StoreIntegrity.Check(store);
    }

    /// <summary>
    /// The limit has been lowered so far that the item could not be written again, and the maintainer has not come by yet.
    /// </summary>
    private static CacheStore WithTooLargeAnItem()
    {
        CacheStore store = Create(clock: new FakeTimeProvider(), configure: options =>
        {
            options.MaxItemSize = 6 << 20;
            options.TemporaryLifetime = 2 * Temporary;
        });
        Assert.That(store.Set("key", Value(5 << 20), ItemOptions.ExpiresAfter(Hour)), Is.EqualTo(WriteResult.Stored));
        store.MemoryLimit = 8 << 20;
        return store;
    }

    /// <summary>A clock that stands still, and does something when it is asked for the n-th time.</summary>
    private sealed class WritingClock : TimeProvider
    {
        private int _questionsLeft;
        private Action? _action;

        public bool HasActed { get; private set; }

        public void Plan(int question, Action action) => (_questionsLeft, _action) = (question, action);

        public override DateTimeOffset GetUtcNow()
        {
            if (_action is { } action && --_questionsLeft == 0)
            {
                _action = null;
                HasActed = true;
                action();
            }

            return DateTimeOffset.UnixEpoch;
        }
    }
}
