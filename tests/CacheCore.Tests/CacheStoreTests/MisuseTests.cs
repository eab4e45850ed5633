using System.Buffers;
using static CacheCore.Tests.CacheStoreTests.TestStore;

namespace CacheCore.Tests.CacheStoreTests;

/// <summary>Misuse throws at once, with a message that says what to do.</summary>
internal sealed class MisuseTests
{
    private CacheStore _store = null!;

    [SetUp]
    public void SetUp() => _store = Create();

    [TearDown]
    public void TearDown() => _store.Dispose();

    [Test]
    public void A_null_key_is_named() =>
        Assert.That(() => _store.Get((string)null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("key"));

    [Test]
    public void A_null_key_among_many_is_named() =>
        Assert.That(
            () => _store.GetMany(["a", null!], new byte[]?[2]),
            Throws.ArgumentNullException.With.Property("ParamName").EqualTo("keys").And.Message.Contains("index 1"));

    [Test]
    public void A_null_writer_is_named() =>
        Assert.That(
            () => _store.Read("key", (IBufferWriter<byte>)null!),
            Throws.ArgumentNullException.With.Property("ParamName").EqualTo("writer"));

    [Test]
    public void A_null_factory_is_named()
    {
        Assert.That(() => _store.GetOrCreate("key", null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("factory"));
        Assert.That(
            async () => await _store.GetOrCreateAsync("key", null!),
            Throws.ArgumentNullException.With.Property("ParamName").EqualTo("factory"));
    }

    [Test]
    public void Null_options_are_named() =>
        Assert.That(() => new CacheStore(null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("options"));

    [Test]
    public void Too_little_room_for_many_values_is_told_in_figures()
    {
        Assert.That(
            () => _store.GetMany(["a", "b"], new byte[]?[1]),
            Throws.ArgumentException.With.Message.Contains("2 keys and room for 1"));
        Assert.That(
            () => _store.ReadMany(["a", "b"], new byte[9], new int[1]),
            Throws.ArgumentException.With.Message.Contains("2 keys and room for 1"));
    }

    [TestCase(0xD800, "")]
    [TestCase(0xDC00, "a")]
    public void A_lone_surrogate_is_refused_by_every_verb(int surrogate, string around)
    {
        string key = around + (char)surrogate + around;
        Action[] verbs =
        [
            () => _store.Get(key),
            () => _store.Set(key, []),
            () => _store.Remove(key),
            () => _store.Touch(key, default),
            () => _store.Increment(key, 1, out _),
            () => _store.GetMany([key], new byte[]?[1]),
            () => _store.GetOrCreate(key, _ => []),
        ];
        foreach (Action verb in verbs)
        {
            Assert.That(() => verb(), Throws.ArgumentException.With.Message.Contains("lone surrogate"));
        }
    }

    [Test]
    public void A_window_that_is_not_positive_is_refused()
    {
        Assert.That(() => ItemOptions.ExpiresAfter(TimeSpan.Zero), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ItemOptions { SlidingExpiration = TimeSpan.FromTicks(-1) }, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Every_bad_option_is_named_at_once()
    {
        var options = new CacheCoreOptions { MemoryLimit = 1, GrowthFactor = 9, Name = "" };

        Assert.That(() => new CacheStore(options), Throws.ArgumentException.With.Message
            .Contains(nameof(options.MemoryLimit))
            .And.Message.Contains(nameof(options.GrowthFactor))
            .And.Message.Contains(nameof(options.Name)));
    }

    [Test]
    public void A_limit_beyond_the_handles_reach_is_refused_by_name() =>
        Assert.That(
            () => new CacheStore(new CacheCoreOptions { MemoryLimit = (256L << 30) + 1 }),
            Throws.ArgumentException.With.Message.Contains("MemoryLimit is 274,877,906,945").And.Message.Contains("256 GiB"));
}
