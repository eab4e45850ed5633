using static CacheCore.Tests.CacheStoreTests.TestStore;

namespace CacheCore.Tests.CacheStoreTests;

internal sealed class GetOrCreateTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private CacheStore _store = null!;

    [SetUp]
    public void SetUp() => _store = Create();

    [TearDown]
    public void TearDown() => _store.Dispose();

    [Test]
    public void A_value_is_made_once_and_stored()
    {
        int made = 0;
        for (int i = 0; i < 3; i++)
        {
            byte[] value = _store.GetOrCreate("key", key => [(byte)key.Length, (byte)++made], new ItemOptions { Flags = 8 });
            Assert.That(value, Is.EqualTo(new byte[] { 3, 1 }));
        }

        _ = _store.TryGetInfo("key", out ItemInfo info);
        Assert.That((made, info.Flags), Is.EqualTo((1, 8u)));
    }

    [Test]
    public async Task A_hit_runs_no_factory()
    {
        _ = _store.Set("key", "value"u8);

        byte[] value = await _store.GetOrCreateAsync("key", (_, _) => throw new InvalidOperationException());
        Assert.That(Text(value), Is.EqualTo("value"));
    }

    [Test]
    public void A_value_that_is_too_large_is_returned_all_the_same()
    {
        using CacheStore store = Create(configure: options => options.MaxItemSize = 1024);

        Assert.That(store.GetOrCreate("key", _ => Value(5000)), Has.Length.EqualTo(5000));
        Assert.That(store.Contains("key"), Is.False);
    }

    [Test]
    public void A_null_from_the_factory_is_named() =>
        Assert.That(() => _store.GetOrCreate("key", _ => null!), Throws.InvalidOperationException.With.Message.Contains("returned null"));

    [Test]
    public async Task All_who_ask_meanwhile_wait_for_one_factory_and_get_copies()
    {
        var made = new TaskCompletionSource<byte[]>();
        int factories = 0;
        Task<byte[]>[] waiting = [.. Enumerable.Range(0, 5).Select(_ => _store.GetOrCreateAsync("key", (_, _) =>
        {
            factories++;
            return new ValueTask<byte[]>(made.Task);
        }).AsTask())];
        Task<byte[]> other = _store.GetOrCreateAsync("other", (_, _) => new ValueTask<byte[]>([9])).AsTask();
        Assert.That((await other.WaitAsync(Soon))[0], Is.EqualTo(9));
        made.SetResult([1, 2]);
        byte[][] values = await Task.WhenAll(waiting).WaitAsync(Soon);

        Assert.That(factories, Is.EqualTo(1));
        Assert.That(values, Is.All.EqualTo(new byte[] { 1, 2 }));
        Assert.That(values.Distinct(ReferenceEqualityComparer.Instance).Count(), Is.EqualTo(5));
    }

    [Test]
    public void What_the_factory_hung_on_its_token_may_throw_and_the_caller_hears_that_it_was_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        Task<byte[]> waiting = _store.GetOrCreateAsync(
            "key",
            (_, stop) =>
            {
                stop.UnsafeRegister(_ => throw new FormatException("callback"), null);
                return new ValueTask<byte[]>(new TaskCompletionSource<byte[]>().Task);
            },
            cancellationToken: cancellation.Token).AsTask();
        cancellation.Cancel();

        Assert.That(async () => await waiting.WaitAsync(Soon), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task A_failure_reaches_all_who_wait_and_the_next_one_tries_again()
    {
        var made = new TaskCompletionSource<byte[]>();
        Task<byte[]>[] waiting =
            [.. Enumerable.Range(0, 3).Select(_ => _store.GetOrCreateAsync("key", (_, _) => new ValueTask<byte[]>(made.Task)).AsTask())];
        made.SetException(new FormatException("factory"));
        foreach (Task<byte[]> one in waiting)
        {
            Assert.That(async () => await one.WaitAsync(Soon), Throws.InstanceOf<FormatException>());
        }

        Assert.That(await _store.GetOrCreateAsync("key", (_, _) => new ValueTask<byte[]>([7])), Is.EqualTo(new byte[] { 7 }));
    }

    [Test]
    public void What_a_synchronous_factory_throws_is_thrown()
    {
        Assert.That(() => _store.GetOrCreate("key", _ => throw new FormatException("factory")), Throws.InstanceOf<FormatException>());
        Assert.That(_store.GetOrCreate("key", _ => [1]), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task One_who_gives_up_does_not_stop_the_others()
    {
        var made = new TaskCompletionSource<byte[]>();
        CancellationToken factoryToken = default;
        using var impatient = new CancellationTokenSource();
        Task<byte[]> first = _store.GetOrCreateAsync("key", Make, cancellationToken: impatient.Token).AsTask();
        Task<byte[]> second = _store.GetOrCreateAsync("key", Make).AsTask();
        await impatient.CancelAsync();
        Assert.That(async () => await first.WaitAsync(Soon), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(factoryToken.IsCancellationRequested, Is.False);
        made.SetResult([1]);

        Assert.That(await second.WaitAsync(Soon), Is.EqualTo(new byte[] { 1 }));

        ValueTask<byte[]> Make(string key, CancellationToken stop)
        {
            factoryToken = stop;
            return new ValueTask<byte[]>(made.Task);
        }
    }

    [Test]
    public async Task The_last_who_gives_up_stops_the_factory_and_the_next_one_starts_another()
    {
        var stopped = new TaskCompletionSource();
        using var impatient = new CancellationTokenSource();
        Task<byte[]> first = _store.GetOrCreateAsync("key", Wait, cancellationToken: impatient.Token).AsTask();
        Task<byte[]> second = _store.GetOrCreateAsync("key", Wait, cancellationToken: impatient.Token).AsTask();
        await impatient.CancelAsync();
        Assert.That(async () => await first.WaitAsync(Soon), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await second.WaitAsync(Soon), Throws.InstanceOf<OperationCanceledException>());
        await stopped.Task.WaitAsync(Soon);

        Assert.That(await _store.GetOrCreateAsync("key", (_, _) => new ValueTask<byte[]>([3])), Is.EqualTo(new byte[] { 3 }));

        async ValueTask<byte[]> Wait(string key, CancellationToken stop)
        {
            using CancellationTokenRegistration registration = stop.Register(stopped.SetResult);
            await Task.Delay(Timeout.Infinite, stop);
            return [];
        }
    }

    [Test]
    public void A_caller_whose_token_is_cancelled_starts_nothing() =>
        Assert.That(
            async () =>
                await _store.GetOrCreateAsync("key", (_, _) => new ValueTask<byte[]>([1]), cancellationToken: new CancellationToken(true)),
            Throws.InstanceOf<OperationCanceledException>());

    [Test]
    public async Task What_is_set_while_the_factory_runs_stays_and_who_waited_gets_what_was_made()
    {
        var made = new TaskCompletionSource<byte[]>();
        Task<byte[]> waiting = _store.GetOrCreateAsync("key", (_, _) => new ValueTask<byte[]>(made.Task)).AsTask();
        _ = _store.Set("key", "new"u8);
        made.SetResult("old"u8.ToArray());

        Assert.That(Text(await waiting.WaitAsync(Soon)), Is.EqualTo("old"));
        Assert.That(Text(_store.Get("key")), Is.EqualTo("new"));
    }

    [Test]
    public async Task After_a_removal_the_value_is_made_anew_and_the_older_one_is_not_stored()
    {
        var first = new TaskCompletionSource<byte[]>();
        var second = new TaskCompletionSource<byte[]>();
        Task<byte[]> before = _store.GetOrCreateAsync("key", (_, _) => new ValueTask<byte[]>(first.Task)).AsTask();
        Assert.That(_store.Remove("key"), Is.False);
        Task<byte[]> after = _store.GetOrCreateAsync("key", (_, _) => new ValueTask<byte[]>(second.Task)).AsTask();
        first.SetResult("old"u8.ToArray());

        Assert.That(Text(await before.WaitAsync(Soon)), Is.EqualTo("old"));
        Assert.That(_store.Contains("key"), Is.False);
        second.SetResult("new"u8.ToArray());
        Assert.That(Text(await after.WaitAsync(Soon)), Is.EqualTo("new"));
        Assert.That(Text(_store.Get("key")), Is.EqualTo("new"));
    }

    [Test]
    public async Task A_change_to_another_key_is_none_to_this_one()
    {
        var made = new TaskCompletionSource<byte[]>();
        Task<byte[]> waiting = _store.GetOrCreateAsync("key", (_, _) => new ValueTask<byte[]>(made.Task)).AsTask();
        for (int i = 0; i < 1000; i++)
        {
            _ = _store.Set($"{i}", "value"u8);
            _ = _store.Remove($"{i}");
        }

        made.SetResult("value"u8.ToArray());
        _ = await waiting.WaitAsync(Soon);
        Assert.That(_store.Contains("key"));
    }

    [Test]
    public void A_value_for_which_there_is_no_room_does_not_take_another_with_it()
    {
        using CacheStore store = Create(configure: options => options.MaxItemSize = 1024);
        _ = store.GetOrCreate("key", key =>
        {
            _ = store.Set(key, "small"u8);
            return Value(5000);
        });

        Assert.That(Text(store.Get("key")), Is.EqualTo("small"));
    }

    [Test]
    public void A_factory_that_asks_for_its_own_key_is_told_so()
    {
        Assert.That(
            () => _store.GetOrCreate("key", _ => _store.GetOrCreate("key", _ => [1])),
            Throws.InvalidOperationException.With.Message.Contains("'key' -> 'key'"));
        Assert.That(
            async () => await _store.GetOrCreateAsync("key", async (_, cancel) =>
            {
                await Task.Yield();
                return await _store.GetOrCreateAsync("key", (_, _) => new ValueTask<byte[]>([1]), cancellationToken: cancel);
            }).AsTask().WaitAsync(Soon),
            Throws.InvalidOperationException.With.Message.Contains("'key' -> 'key'"));
        Assert.That(_store.GetOrCreate("key", _ => [1]), Has.Length.EqualTo(1));
    }

    [Test]
    public void A_factory_that_removes_its_own_key_and_asks_for_it_is_told_so()
    {
        int depth = 0;
        Assert.That(() => Make("key"), Throws.InvalidOperationException.With.Message.Contains("'key' -> 'key'"));
        Assert.That(depth, Is.EqualTo(1));

        byte[] Make(string key) => _store.GetOrCreate(key, again =>
        {
            depth++;
            _ = _store.Remove(again);
            return Make(again);
        });
    }

    [Test]
    public async Task Factories_that_ask_for_each_other_are_told_so()
    {
        using CacheStore other = Create();
        var bothRun = new TaskCompletionSource();
        int running = 0;
        Task<byte[]> a = _store.GetOrCreateAsync("a", (_, _) => Ask(other, "b")).AsTask();
        Task<byte[]> b = other.GetOrCreateAsync("b", (_, _) => Ask(_store, "a")).AsTask();

        Assert.That(async () => await a.WaitAsync(Soon), Throws.InvalidOperationException.With.Message.Contains("' -> '"));
        Assert.That(async () => await b.WaitAsync(Soon), Throws.InvalidOperationException.With.Message.Contains("' -> '"));
        Assert.That(await _store.GetOrCreateAsync("a", (_, _) => new ValueTask<byte[]>([1])), Has.Length.EqualTo(1));

        async ValueTask<byte[]> Ask(CacheStore store, string key)
        {
            if (++running == 2)
            {
                bothRun.SetResult();
            }

            await bothRun.Task;
            return await store.GetOrCreateAsync(key, (_, _) => new ValueTask<byte[]>([1]));
        }
    }

    [Test]
    public void Synchronous_factories_on_two_threads_that_ask_for_each_other_are_told_so()
    {
        using var bothRun = new Barrier(2);
        Task<byte[]> a = Task.Factory.StartNew(() => _store.GetOrCreate("a", _ => Ask("b")), TaskCreationOptions.LongRunning);
        Task<byte[]> b = Task.Factory.StartNew(() => _store.GetOrCreate("b", _ => Ask("a")), TaskCreationOptions.LongRunning);

        Assert.That(async () => await a.WaitAsync(Soon), Throws.InvalidOperationException.With.Message.Contains("' -> '"));
        Assert.That(async () => await b.WaitAsync(Soon), Throws.InvalidOperationException.With.Message.Contains("' -> '"));

        byte[] Ask(string key)
        {
            _ = bothRun.SignalAndWait(Soon);
            return _store.GetOrCreate(key, _ => [1]);
        }
    }

    [Test]
    public async Task What_a_factory_has_started_by_way_of_another_that_is_done_belongs_to_it()
    {
        var later = new TaskCompletionSource();
        Exception? refusal = null;
        Task? started = null;
        byte[] value = await _store.GetOrCreateAsync("outer", async (_, _) =>
        {
            _ = _store.GetOrCreate("inner", _ =>
            {
                started = AskForOuterAsync();
                return [1];
            });
            later.SetResult();
            await started!;
            return [2];
        }).AsTask().WaitAsync(Soon);

        Assert.That(value, Is.EqualTo(new byte[] { 2 }));
        Assert.That(refusal, Is.InstanceOf<InvalidOperationException>().With.Message.Contains("'outer' -> 'third' -> 'outer'"));

        async Task AskForOuterAsync()
        {
            await later.Task;
            try
            {
                _ = await _store.GetOrCreateAsync("third", async (_, cancel) =>
                    await _store.GetOrCreateAsync("outer", (_, _) => new ValueTask<byte[]>([3]), cancellationToken: cancel));
            }
            catch (InvalidOperationException exception)
            {
                refusal = exception;
            }
        }
    }

    [Test]
    public async Task Factories_may_wait_for_each_other_deeper_than_a_stack_goes()
    {
        const int Depth = 3000;
        const int StackSize = 256 << 10;
        var begun = new TaskCompletionSource();
        var made = new TaskCompletionSource<byte[]>();
        Task<byte[]> deepest = Make(Depth).AsTask();
        await begun.Task;

        Task<byte[]>? joined = null;
        var thread = new Thread(
            () => joined = _store.GetOrCreateAsync("outside", async (_, cancel) =>
                await _store.GetOrCreateAsync($"{Depth}", (_, _) => throw new InvalidOperationException(), cancellationToken: cancel))
                    .AsTask(),
            StackSize);
        thread.Start();
        thread.Join();
        made.SetResult([7]);

        Assert.That(await joined!.WaitAsync(Soon), Is.EqualTo(new byte[] { 7 }));
        Assert.That(await deepest.WaitAsync(Soon), Is.EqualTo(new byte[] { 7 }));

        ValueTask<byte[]> Make(int number) => _store.GetOrCreateAsync($"{number}", async (_, _) =>
        {
            await Task.Yield();
            if (number > 0)
            {
                return await Make(number - 1);
            }

            begun.SetResult();
            return await made.Task;
        });
    }

    [Test]
    public async Task A_factory_may_ask_for_other_keys_many_at_a_time_and_twice()
    {
        byte[] value = await _store.GetOrCreateAsync("all", async (_, _) =>
        {
            byte[][] parts = await Task.WhenAll(
                Enumerable.Range(0, 20).Select(i => _store.GetOrCreateAsync($"{i % 10}", async (_, cancel) =>
                {
                    await Task.Yield();
                    return [.. await _store.GetOrCreateAsync("shared", async (_, _) =>
                    {
                        await Task.Yield();
                        return [7];
                    }, cancellationToken: cancel)];
                }).AsTask()));
            return [.. parts.SelectMany(part => part)];
        }).AsTask().WaitAsync(Soon);

        Assert.That(value, Is.EqualTo(Enumerable.Repeat((byte)7, 20)));
    }

    [Test]
    public async Task What_a_factory_has_started_may_ask_for_its_key_once_it_is_done()
    {
        var done = new TaskCompletionSource();
        Task<byte[]>? later = null;
        _ = _store.GetOrCreate("key", key =>
        {
            later = Task.Run(async () =>
            {
                await done.Task;
                _ = _store.Remove(key);
                return await _store.GetOrCreateAsync(key, (_, _) => new ValueTask<byte[]>([2]));
            });
            return [1];
        });
        done.SetResult();

        Assert.That(await later!.WaitAsync(Soon), Is.EqualTo(new byte[] { 2 }));
    }
}
