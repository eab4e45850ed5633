using CacheCore.Primitives;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;

namespace CacheCore.Tests.Primitives;

internal sealed class GuardedLoggerFactoryTests
{
    [Test]
    public void A_log_that_cannot_be_written_to_is_nobodys_failure()
    {
        using var broken = new BrokenLogging();
        using ILoggerFactory guarded = GuardedLoggerFactory.Of(broken);
        ILogger logger = guarded.CreateLogger<GuardedLoggerFactoryTests>();

        Assert.That(() => logger.StoreDisposed("mine"), Throws.Nothing);
        Assert.That(() => logger.BeginScope("scope")?.Dispose(), Throws.Nothing);
        Assert.That(broken.Calls, Is.Positive);
    }

    [Test]
    public void Where_no_logger_is_to_be_had_nothing_is_logged()
    {
        using var ended = LoggerFactory.Create(static _ => { });
        ended.Dispose();
        Assert.That(() => ended.CreateLogger("category"), Throws.InstanceOf<ObjectDisposedException>());

        using CacheStore store = new(new CacheCoreOptions { MemoryLimit = 1 << 20 }, null, ended);
        Assert.That(store.Set("key", "value"u8), Is.EqualTo(WriteResult.Stored));
    }

    [Test]
    public void Others_are_written_to()
    {
        using var logs = new FakeLoggerProvider();
        using var factory = LoggerFactory.Create(builder => builder.AddProvider(logs));
        using (ILoggerFactory guarded = GuardedLoggerFactory.Of(factory))
        {
            guarded.CreateLogger("category").StoreDisposed("mine");
        }

        factory.CreateLogger("category").StoreDisposed("other");
        Assert.That(logs.Collector.GetSnapshot().Select(one => (one.Category, one.Id.Id)), Is.EqualTo([("category", 2), ("category", 2)]));
    }

    [Test]
    public void Without_a_factory_nothing_is_logged() => Assert.That(GuardedLoggerFactory.Of(null), Is.SameAs(NullLoggerFactory.Instance));

    /// <summary>The log's disk is full, and it says so by exceptions.</summary>
    internal sealed class BrokenLogging : ILoggerFactory, ILogger
    {
        private int _calls;

        /// <summary>Lines that were to be written.</summary>
        public int Calls => Volatile.Read(ref _calls);

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }

        public IDisposable BeginScope<TState>(TState state)
            where TState : notnull => throw new IOException("no space");

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Interlocked.Increment(ref _calls);
            throw new IOException("no space");
        }
    }
}
