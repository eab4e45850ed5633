using System.Buffers;
using CacheCore.Maintenance;
using static CacheCore.Tests.CacheStoreTests.TestStore;

namespace CacheCore.Tests.CacheStoreTests;

internal sealed class DisposeTests
{
    [Test]
    public void A_write_afterwards_takes_no_memory()
    {
        CacheStore store = Create();
        store.Dispose();
        int pages = store.Parts.Memory.Pool.UsedPages;
        for (int i = 0; i < 1000; i++)
        {
            Assert.That(() => store.Set($"key{i}", Value(20_000)), Throws.TypeOf<ObjectDisposedException>());
        }

        Assert.That(store.Parts.Memory.Pool.UsedPages, Is.EqualTo(pages));
    }

    [Test]
    public void Every_verb_throws_afterwards()
    {
        CacheStore store = Create();
        _ = store.Set("key", "5"u8);
        _ = store.Set("large", Value(50_000));
        store.Dispose();
        Action[] verbs =
        [
            () => store.Get("key"),
            () => store.Get("large"),
            () => store.Get("missing"),
            () => store.Get("key", out _),
            () => store.Read("key", new byte[9], out _),
            () => store.Read("key", new ArrayBufferWriter<byte>()),
            () => store.TryGetInfo("key", out _),
            () => store.Contains("key"),
            () => store.GetMany(["key"], new byte[]?[1]),
            () => store.ReadMany(["key"], new byte[9], new int[1]),
            () => store.Set("key", "value"u8),
            () => store.Set("key", ReadOnlySequence<byte>.Empty),
            () => store.Add("key", "value"u8),
            () => store.Replace("key", "value"u8),
            () => store.Append("key", "value"u8),
            () => store.Prepend("key", "value"u8),
            () => store.CompareAndSwap("key", "value"u8, 1),
            () => store.Increment("key", 1, out _),
            () => store.Increment("key", 1, 1, out _),
            () => store.Decrement("key", 1, out _),
            () => store.Touch("key", default),
            () => store.GetAndTouch("key", default),
            () => store.Refresh("key"),
            () => store.Remove("key"),
            () => store.Remove("key", 1),
            () => store.GetOrCreate("key", _ => []),
            () => store.Clear(),
            () => store.EnumerateKeys(),
            () => store.GetStatistics(),
            () => store.RunMaintenance(),
            () => store.MemoryLimit = 8 << 20,
        ];
        for (int i = 0; i < verbs.Length; i++)
        {
            Assert.That(() => verbs[i](), Throws.InstanceOf<ObjectDisposedException>(), $"Verb {i}");
        }
    }

    [Test]
    public async Task Twice_is_as_once()
    {
        CacheStore store = Create();
        store.Dispose();
        store.Dispose();
        await store.DisposeAsync();

        Assert.That(() => store.Get("key"), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void An_enumeration_that_is_under_way_ends()
    {
        CacheStore store = Create();
        for (int i = 0; i < 1000; i++)
        {
            _ = store.Set($"{i}", []);
        }

        using IEnumerator<byte[]> keys = store.EnumerateKeys().GetEnumerator();
        Assert.That(keys.MoveNext());
        store.Dispose();

        Assert.That(() => { while (keys.MoveNext()) { } }, Throws.InstanceOf<ObjectDisposedException>());
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Whoever_is_inside_comes_out(bool inBackground)
    {
        for (int round = 0; round < 10; round++)
        {
            CacheStore store = Create(2 << 20, configure: options => options.BackgroundMaintenance = inBackground);
            store.ItemRemoved += (_, _) => { };
            Action<int>[] loads =
            [
                i => store.Get($"{i % 500}"),
                i => store.Set($"{i % 5000}", Value(i % 3000)),
                i => store.Set($"{i % 50}", Value(20_000 + i)),
                i => store.Get($"{i % 50}"),
                i => store.Append($"{i % 100}", "x"u8),
                i => store.Increment($"n{i % 10}", 1, 0, out _),
                i => store.Remove($"{i % 5000}"),
                _ => GC.KeepAlive(store.EnumerateKeys().Count()),
                _ => store.RunMaintenance(),
                _ => store.GetStatistics(),
                i => store.MemoryLimit = (1 + (i % 4)) << 20,
            ];
            using var started = new CountdownEvent(loads.Length);
            Task<Exception>[] inside = [.. loads.Select(load => Task.Factory.StartNew(
                () => Repeat(load, started), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
            Assert.That(started.Wait(TimeSpan.FromSeconds(30)));
            store.Dispose();

            Assert.That(Task.WaitAll(inside, TimeSpan.FromSeconds(30)), "Somebody is still inside.");
            foreach (Task<Exception> task in inside)
            {
                Assert.That(task.Result, Is.InstanceOf<ObjectDisposedException>());
            }
        }
    }

    /// <summary>The maintainer's thread wants its round meanwhile, and to dispose of the store is to wait for that thread.</summary>
    [Test]
    public void A_listener_that_is_told_by_hand_may_end_the_store()
    {
        var store = new CacheStore(new CacheCoreOptions { MemoryLimit = 4 << 20 });
        int stepping = 0;
        bool ended = false;
        store.ItemRemoved += (_, _) =>
        {
            if (Environment.CurrentManagedThreadId == Volatile.Read(ref stepping))
            {
                Thread.Sleep(300);   // longer than the thread sleeps between rounds
                store.Dispose();
                ended = true;
            }
        };

        var thread = new Thread(StepUntilEnded) { IsBackground = true };
        thread.Start();
        Assert.That(thread.Join(TimeSpan.FromSeconds(20)), "The store waits for its thread, and the thread for the store.");

        void StepUntilEnded()
        {
            Volatile.Write(ref stepping, Environment.CurrentManagedThreadId);
            while (!ended)
            {
                // Whom the notice is told by is the faster of the two.
                _ = store.Set("key", [], ItemOptions.ExpiresAfter(TimeSpan.FromMilliseconds(1)));
                Thread.Sleep(2);
                _ = store.Contains("key");
                store.RunMaintenance();
            }
        }
    }

    [Test]
    public void A_store_that_was_forgotten_goes_and_is_not_looked_after_any_more()
    {
        (WeakReference forgotten, MaintenanceTurn turn) = Forget();
        Assert.That(Garbage.CollectUntil(() => !forgotten.IsAlive));
        Assert.That(SpinWait.SpinUntil(() => turn.HasEnded, TimeSpan.FromSeconds(60)), "It is looked after still.");
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static (WeakReference Store, MaintenanceTurn Turn) Forget()
    {
        var store = new CacheStore(new CacheCoreOptions { MemoryLimit = 1 << 20 });
        _ = store.Set("key", "value"u8);
        return (new WeakReference(store), store.Upkeep!.Turn);
    }

    private static Exception Repeat(Action<int> load, CountdownEvent started)
    {
        try
        {
            for (int i = 0; ; i++)
            {
                load(i);
                if (i == 20)
                {
                    _ = started.Signal();
                }
            }
        }
#pragma warning disable CA1031 // The test looks at what it was.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return exception;
        }
    }

    /// <summary>A merge could put items behind the walk that empties the buckets.</summary>
    [Test]
    public void No_bucket_is_merged_in_a_store_that_has_ended()
    {
        var store = new CacheStore(new CacheCoreOptions { MemoryLimit = 64 << 20, BackgroundMaintenance = false });
        for (int key = 0; key < 24_000; key++)
        {
            _ = store.Set(BitConverter.GetBytes(key), [1]);
        }

        for (int key = 0; key < 20_000; key++)
        {
            Assert.That(store.Remove(BitConverter.GetBytes(key)));
        }

        Assert.That(store.Parts.Memory.Index.TryShrink());
        store.Dispose();
        Assert.That(store.Parts.Memory.Index.TryShrink(), Is.False);
    }
}
