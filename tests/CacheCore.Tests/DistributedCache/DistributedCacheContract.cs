using System.Text;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Time.Testing;

namespace CacheCore.Tests.DistributedCache;

/// <summary>What users of <see cref="IDistributedCache"/> rely on, whichever implementation they run on.</summary>
public abstract class DistributedCacheContract
{
    protected static readonly byte[] Value = [1, 2, 3];
    protected static readonly DistributedCacheEntryOptions Forever = new();

    protected FakeTimeProvider Clock { get; private set; } = null!;

    protected IDistributedCache Cache { get; private set; } = null!;

    private CancellationToken _token;

    protected abstract IDistributedCache Create(TimeProvider clock);

    /// <summary>How soon after a renewal a read may leave the window as it is.</summary>
    protected virtual TimeSpan RenewalGap(TimeSpan window) => TimeSpan.Zero;

    [SetUp]
    public void MakeCache()
    {
        Clock = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
        Cache = Create(Clock);
        _token = TestContext.CurrentContext.CancellationToken;
    }

    [TearDown]
    public void DisposeCache() => (Cache as IDisposable)?.Dispose();

    [Test]
    public void NullKeyIsRefusedAtTheCallByName()
    {
        using (Assert.EnterMultipleScope())
        {
            AssertRefuses("key", () => Cache.Get(null!));
            AssertRefuses("key", () => Cache.Refresh(null!));
            AssertRefuses("key", () => Cache.Remove(null!));
            AssertRefuses("key", () => Cache.Set(null!, Value, Forever));
            AssertRefuses("key", () => _ = Cache.GetAsync(null!, _token));
            AssertRefuses("key", () => _ = Cache.RefreshAsync(null!, _token));
            AssertRefuses("key", () => _ = Cache.RemoveAsync(null!, _token));
            AssertRefuses("key", () => _ = Cache.SetAsync(null!, Value, Forever, _token));
        }
    }

    [Test]
    public void NullValueAndOptionsAreRefusedAtTheCallByName()
    {
        using (Assert.EnterMultipleScope())
        {
            AssertRefuses("value", () => Cache.Set("key", null!, Forever));
            AssertRefuses("value", () => _ = Cache.SetAsync("key", null!, Forever, _token));
            AssertRefuses("options", () => Cache.Set("key", Value, null!));
            AssertRefuses("options", () => _ = Cache.SetAsync("key", Value, null!, _token));
        }
    }

    [Test]
    public void MissingKeyGivesNull() => Assert.That(Cache.Get("missing"), Is.Null);

    [Test]
    public void ValueComesBack()
    {
        Cache.Set("key", Value, Forever);

        Assert.That(Cache.Get("key"), Is.EqualTo(Value));
    }

    [Test]
    public async Task AsyncMembersDoTheSameAndAreDoneWhenTheyReturn()
    {
        Task set = Cache.SetAsync("key", Value, Forever, _token);
        Task<byte[]?> get = Cache.GetAsync("key", _token);
        Task refresh = Cache.RefreshAsync("key", _token);
        Task remove = Cache.RemoveAsync("key", _token);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(new[] { set, get, refresh, remove }, Has.All.Property(nameof(Task.IsCompletedSuccessfully)).True);
            Assert.That(await get, Is.EqualTo(Value));
            Assert.That(Cache.Get("key"), Is.Null);
        }
    }

    [Test]
    public void LaterSetReplacesValueAndExpiration()
    {
        Cache.Set("key", [9], new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromSeconds(1) });
        Cache.Set("key", Value, Forever);
        Clock.Advance(TimeSpan.FromDays(1));

        Assert.That(Cache.Get("key"), Is.EqualTo(Value));
    }

    [Test]
    public void EmptyKeyIsAKeyLikeAnyOther()
    {
        Cache.Set("", Value, Forever);

        Assert.That(Cache.Get(""), Is.EqualTo(Value));
    }

    [Test]
    public void EmptyValueIsNotAMiss()
    {
        Cache.Set("key", [], Forever);

        Assert.That(Cache.Get("key"), Is.Not.Null.And.Empty);
    }

    [Test]
    public void KeysDifferByCaseTrailingSpaceAndControlCharacters()
    {
        string[] keys = ["key", "Key", "key ", " key", "key\u001e", "key\u001f", "key\0", "k\u00e9y", "ke\u0301y", "\U0001F511"];
        foreach (string key in keys)
        {
            Cache.Set(key, Encoding.UTF8.GetBytes("value of " + key), Forever);
        }

        Assert.That(keys.Select(key => Encoding.UTF8.GetString(Cache.Get(key)!)), Is.EqualTo(keys.Select(key => "value of " + key)));
    }

    [TestCase(250)]
    [TestCase(1024)]
    [TestCase(20_000)]
    public void LongKeysWork(int length)
    {
        string key = new('\u20ac', length);
        Cache.Set(key, Value, Forever);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Cache.Get(key), Is.EqualTo(Value));
            Assert.That(Cache.Get(key[1..]), Is.Null);
        }
    }

    [Test]
    public void RemovedValueIsGoneAndRemovingAgainIsFine()
    {
        Cache.Set("key", Value, Forever);
        Cache.Remove("key");
        Cache.Remove("key");

        Assert.That(Cache.Get("key"), Is.Null);
    }

    [Test]
    public void WithoutExpirationAValueStays()
    {
        Cache.Set("key", Value, Forever);
        Clock.Advance(TimeSpan.FromDays(3650));

        Assert.That(Cache.Get("key"), Is.EqualTo(Value));
    }

    [Test]
    public void RelativeExpirationEndsExactlyAtItsMoment()
    {
        Cache.Set("key", Value, new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(5) });

        AssertEndsAt("key", TimeSpan.FromMinutes(5));
    }

    [Test]
    public void AbsoluteExpirationEndsExactlyAtItsMoment()
    {
        Cache.Set("key", Value, new() { AbsoluteExpiration = Clock.GetUtcNow().AddMinutes(5).ToOffset(TimeSpan.FromHours(-8)) });

        AssertEndsAt("key", TimeSpan.FromMinutes(5));
    }

    [Test]
    public void LessThanASecondIsAnExpirationLikeAnyOther()
    {
        Cache.Set("key", Value, new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromMilliseconds(40) });

        AssertEndsAt("key", TimeSpan.FromMilliseconds(40));
    }

    [TestCase(5, 9)]
    [TestCase(9, 5)]
    public void EarlierOfAbsoluteAndRelativeCounts(int absoluteMinutes, int relativeMinutes)
    {
        Cache.Set("key", Value, new()
        {
            AbsoluteExpiration = Clock.GetUtcNow().AddMinutes(absoluteMinutes),
            AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(relativeMinutes),
        });

        AssertEndsAt("key", TimeSpan.FromMinutes(5));
    }

    [Test]
    public void MomentThatHasPassedStoresNothingAndRemovesWhatWasThere()
    {
        Cache.Set("key", [9], Forever);
        Cache.Set("key", Value, new() { AbsoluteExpiration = Clock.GetUtcNow().AddMinutes(-1) });

        Assert.That(Cache.Get("key"), Is.Null);
    }

    [Test]
    public void MomentThatIsNowHasPassed()
    {
        Cache.Set("key", Value, new() { AbsoluteExpiration = Clock.GetUtcNow() });

        Assert.That(Cache.Get("key"), Is.Null);
    }

    [Test]
    public void SlidingExpirationEndsAfterItsWindowWithoutAnyRead()
    {
        TimeSpan window = TimeSpan.FromMinutes(20);
        Cache.Set("left alone", Value, new() { SlidingExpiration = window });
        Cache.Set("read in time", Value, new() { SlidingExpiration = window });

        Clock.Advance(window - TimeSpan.FromMilliseconds(1));
        byte[]? lastMoment = Cache.Get("read in time");
        Clock.Advance(TimeSpan.FromMilliseconds(1));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(lastMoment, Is.EqualTo(Value));
            Assert.That(Cache.Get("left alone"), Is.Null);
            Assert.That(Cache.Get("read in time"), Is.EqualTo(Value));
        }
    }

    [Test]
    public void GetRenewsTheSlidingWindow() => AssertRenews(() => Cache.Get("key"));

    [Test]
    public void RefreshRenewsTheSlidingWindow() => AssertRenews(() => Cache.Refresh("key"));

    [Test]
    public void RefreshAsyncRenewsTheSlidingWindow() => AssertRenews(() => _ = Cache.RefreshAsync("key", _token));

    [Test]
    public void ReadSoonAfterTheLastOneGrantsTheWindowButForTheGap([Values(1000, 100, 65, 63, 3)] int partOfWindow, [Values] bool byRefresh)
    {
        TimeSpan window = TimeSpan.FromMinutes(20);
        Cache.Set("key", Value, new() { SlidingExpiration = window });
        Clock.Advance(window / partOfWindow);
        if (byRefresh)
        {
            Cache.Refresh("key");
        }
        else
        {
            Cache.Get("key");
        }

        TimeSpan gap = byRefresh ? TimeSpan.Zero : RenewalGap(window);
        Clock.Advance(window - gap - TimeSpan.FromMilliseconds(1));

        Assert.That(Cache.Get("key"), Is.EqualTo(Value));
    }

    [Test]
    public void RefreshOfAMissingKeyDoesNothing()
    {
        Cache.Refresh("key");

        Assert.That(Cache.Get("key"), Is.Null);
    }

    [Test]
    public void RefreshDoesNotLengthenAnAbsoluteExpiration()
    {
        Cache.Set("key", Value, new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(5) });
        Clock.Advance(TimeSpan.FromMinutes(4));
        Cache.Refresh("key");
        Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.That(Cache.Get("key"), Is.Null);
    }

    [Test]
    public void SlidingWindowIsCappedByTheAbsoluteExpiration()
    {
        Cache.Set(
            "key", Value, new() { SlidingExpiration = TimeSpan.FromMinutes(3), AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(5) });
        Clock.Advance(TimeSpan.FromMinutes(2));
        byte[]? early = Cache.Get("key");
        Clock.Advance(TimeSpan.FromMinutes(2));
        byte[]? later = Cache.Get("key");
        Clock.Advance(TimeSpan.FromMinutes(1));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(early, Is.EqualTo(Value));
            Assert.That(later, Is.EqualTo(Value));
            Assert.That(Cache.Get("key"), Is.Null);
        }
    }

    [Test]
    public void SlidingLongerThanAbsoluteIsCapped()
    {
        Cache.Set(
            "key", Value, new() { SlidingExpiration = TimeSpan.FromHours(1), AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(5) });

        AssertEndsAt("key", TimeSpan.FromMinutes(5));
    }

    [Test]
    public void LongestSlidingWindowWorks()
    {
        Cache.Set("key", Value, new() { SlidingExpiration = TimeSpan.MaxValue });
        Clock.Advance(TimeSpan.FromDays(3650));

        Assert.That(Cache.Get("key"), Is.EqualTo(Value));
    }

    [Test]
    public void SessionLivesWhileRequestsRefreshItAndEndsOnceTheyStop()
    {
        TimeSpan idleTimeout = TimeSpan.FromMinutes(20);
        Cache.Set("session", Value, new() { SlidingExpiration = idleTimeout });
        for (int request = 0; request < 50; request++)
        {
            Clock.Advance(TimeSpan.FromMinutes(19));
            Cache.Refresh("session");
        }

        byte[]? live = Cache.Get("session");
        Clock.Advance(idleTimeout);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(live, Is.EqualTo(Value));
            Assert.That(Cache.Get("session"), Is.Null);
        }
    }

    protected static void AssertRefuses(string parameter, Action call) =>
        Assert.That(call, Throws.ArgumentNullException.With.Property(nameof(ArgumentException.ParamName)).EqualTo(parameter));

    protected void AssertEndsAt(string key, TimeSpan fromNow)
    {
        Clock.Advance(fromNow - TimeSpan.FromMilliseconds(1));
        byte[]? before = Cache.Get(key);
        Clock.Advance(TimeSpan.FromMilliseconds(1));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(before, Is.EqualTo(Value), "a millisecond before");
            Assert.That(Cache.Get(key), Is.Null, "at the moment");
        }
    }

    protected void AssertRenews(Action renew)
    {
        TimeSpan window = TimeSpan.FromMinutes(20);
        Cache.Set("key", Value, new() { SlidingExpiration = window });
        Clock.Advance(TimeSpan.FromMinutes(15));
        renew();
        Clock.Advance(TimeSpan.FromMinutes(15));
        byte[]? renewed = Cache.Get("key");
        Clock.Advance(window);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(renewed, Is.EqualTo(Value));
            Assert.That(Cache.Get("key"), Is.Null);
        }
    }
}
