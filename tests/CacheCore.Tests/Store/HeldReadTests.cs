using System.Text;
using CacheCore.Access.Items;
using CacheCore.Index;
using CacheCore.Items;
using CacheCore.Memory;
using CacheCore.Parts;
using CacheCore.Reclaiming;
using CacheCore.Tests.CacheStoreTests;
using CacheCore.Tests.Integrity;
using CacheCore.Wiring;

namespace CacheCore.Tests.Store;

/// <summary>A large value that has changed while it was copied is held for the next copy, whatever becomes of it meanwhile.</summary>
internal sealed class HeldReadTests
{
    private const string Key = "key";
    private const int Length = (6 * TestStore.PageSize) + 5000; // pages, a part in the head, and a tail

    private CacheStore _store = null!;
    private int _written;

    private ulong Hash => _store.Parts.Memory.Hash.Of(Encoding.UTF8.GetBytes(Key));

    [SetUp]
    public void SetUp()
    {
        _store = TestStore.Create();
        _written = 0;
        Write(Length);
    }

    [TearDown]
    public void TearDown() => _store.Dispose();

    [TestCase(Length)]
    [TestCase(6 * TestStore.PageSize)]
    [TestCase((6 * TestStore.PageSize) + 100)]
    public void One_that_is_written_at_each_look_is_read_at_the_second(int length)
    {
        Write(length);
        long links = _store.Parts.Memory.Slabs.LinkPages;
        HookedReader reader = Read(_ => Write(length), out ReadResult result);

        Assert.That((result, reader.Looks), Is.EqualTo((ReadResult.Hit, 2)));
        Assert.That(reader.Value, Is.EqualTo(TestStore.Value(length, _written - 1)), "Held, and written once more since.");
        Assert.That(_store.Get(Key), Is.EqualTo(TestStore.Value(length, _written)));
        Assert.That(_store.Parts.Memory.Slabs.LinkPages, Is.EqualTo(links));
        ExpectNothingHeld();
    }

    [TestCase("removed")]
    [TestCase("cleared")]
    [TestCase("evicted")]
    public void One_that_leaves_is_freed_by_its_reader(string way)
    {
        HookedReader reader = Read(look => Then(look, () =>
        {
            Leave(way);
            Assert.That(_store.Contains(Key), Is.False);
            Assert.That(_store.Parts.Memory.Slabs.LinkPages, Is.EqualTo(6));
        }), out ReadResult result);

        Assert.That((result, reader.Looks), Is.EqualTo((ReadResult.Hit, 2)));
        Assert.That(reader.Value, Is.EqualTo(TestStore.Value(Length, _written)));
        Assert.That(_store.Parts.Memory.Slabs.LinkPages, Is.Zero);
        ExpectNothingHeld();
    }

    [Test]
    public void One_that_is_held_does_not_move_and_does_not_leave_for_its_page()
    {
        ItemRef item = default;
        HookedReader reader = Read(look => Then(look, () =>
        {
            item = Item();
            Assert.That(TryEmptyPageOf(item), Is.False);
            Assert.That(TryEmptyPageOf(TailOf(item)), Is.False);
            Assert.That(TryMove(item, Room(item)), Is.False);
            Assert.That(TryMoveTail(item, Room(TailOf(item))), Is.False);
            Assert.That(Item(), Is.EqualTo(item));
        }), out ReadResult result);

        Assert.That((result, reader.Looks), Is.EqualTo((ReadResult.Hit, 2)));
        Assert.That(reader.Value, Is.EqualTo(TestStore.Value(Length, _written)));
        Assert.That(TryEmptyPageOf(item));
        Assert.That(Item(), Is.Not.EqualTo(item));
        Assert.That(_store.Get(Key), Is.EqualTo(TestStore.Value(Length, _written)));
        ExpectNothingHeld();
    }

    [Test]
    public void A_reader_that_has_too_little_room_is_told_and_lets_go()
    {
        HookedReader reader = Read(look => Then(look, () => _store.Remove(Key)), out ReadResult result, room: Length - 1);

        Assert.That((result, reader.Looks), Is.EqualTo((ReadResult.DestinationTooSmall, 1)));
        Assert.That(_store.Contains(Key));
        ExpectNothingHeld();
    }

    [Test]
    public void A_reader_that_throws_lets_go()
    {
        Assert.That(() => Read(look => Then(look, () => throw new FormatException()), out _), Throws.InstanceOf<FormatException>());
        _ = _store.Remove(Key);
        Assert.That(_store.Parts.Memory.Slabs.LinkPages, Is.Zero);
        ExpectNothingHeld();
    }

    [Test]
    public void A_store_that_ends_meanwhile_gives_no_value()
    {
        Assert.That(() => Read(look => Then(look, _store.Dispose), out _), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(_store.Parts.Held.AreAny, Is.False);
    }

    [Test]
    public void The_last_of_its_readers_frees_a_value()
    {
        var held = new HeldValues();
        var one = new ItemRef(8);
        var other = new ItemRef(16);
        Assert.That(held.TryHold(one) && held.TryHold(other) && held.TryHold(one));
        Assert.That(held.TryLeaveToReaders(one));

        Assert.That(held.Release(one), Is.False);
        Assert.That(held.IsHeld(one));
        Assert.That(held.Release(one));
        Assert.That(held.IsHeld(one), Is.False);
        Assert.That(held.TryLeaveToReaders(one), Is.False);
        Assert.That(held.Release(other), Is.False);
        Assert.That(held.AreAny, Is.False);
    }

    [Test]
    public void Where_too_many_are_held_another_has_to_wait()
    {
        var held = new HeldValues();
        uint count = 0;
        while (held.TryHold(new ItemRef(count + 1)))
        {
            count++;
        }

        Assert.That(count, Is.GreaterThan(16));
        Assert.That(held.TryHold(new ItemRef(1)), "It is held already.");
        Assert.That(held.Release(new ItemRef(2)), Is.False);
        Assert.That(held.TryHold(new ItemRef(count + 1)));
    }

    /// <summary>Changes the value at the first look, so that it is held at the second, and then does something else.</summary>
    private void Then(int look, Action second)
    {
        if (look == 1)
        {
            Write(Length);
        }
        else
        {
            Assert.That(_store.Parts.Held.AreAny);
            second();
        }
    }

    private void Write(int length) => Assert.That(_store.Set(Key, TestStore.Value(length, ++_written)), Is.EqualTo(WriteResult.Stored));

    private void Leave(string way)
    {
        switch (way)
        {
            case "removed":
                Assert.That(_store.Remove(Key));
                break;
            case "cleared":
                _store.Clear();
                break;
            default:
                Assert.That(
                    _store.Workers.Pages.Reassign(_store.Parts.Eviction.Lru.LargeValues, PageReclaimer.Pool),
                    Is.EqualTo(ReassignResult.Moved));
                break;
        }
    }

    private HookedReader Read(Action<int> look, out ReadResult result, int room = int.MaxValue)
    {
        var reader = new HookedReader(look, room);
        result = _store.Reads.Read(Encoding.UTF8.GetBytes(Key), Hash, ref reader);
        return reader;
    }

    private ItemRef Item()
    {
        byte[] key = Encoding.UTF8.GetBytes(Key);
        _store.Parts.Gate.Enter(Hash, out LockedBucket locked);
        bool found = locked.TryFind(_store.Parts.Memory.Pool, Hash, key, out SlotRef place);
        ItemRef item = found ? place.Value.Item : default;
        locked.ExitUnchanged();
        Assert.That(found);
        return item;
    }

    private ItemRef TailOf(ItemRef item)
    {
        ItemView view = _store.Parts.Memory.Pool.View(item);
        ItemLayout layout = _store.Workers.Linker.LayoutOf(in view.Header);
        Assert.That(layout.TailLength, Is.Not.Zero);
        return new ItemRef(view.ReadLink(layout.TailLinkOffset));
    }

    private ItemRef Room(ItemRef chunk)
    {
        Assert.That(_store.Parts.Memory.Slabs.TryReserve(_store.Parts.Memory.Slabs.ClassOf(chunk), out ItemRef room));
        return room;
    }

    private bool TryMove(ItemRef item, ItemRef room) =>
        _store.Workers.Rescuer.TryMove(item, Hash, _store.Parts.Clock.NowMilliseconds, room);

    private bool TryMoveTail(ItemRef item, ItemRef room) =>
        _store.Workers.Rescuer.TryMoveTail(TailOf(item), item, Hash, room);

    private bool TryEmptyPageOf(ItemRef chunk)
    {
        StoreParts parts = _store.Parts;
        int slabClass = parts.Memory.Slabs.ClassOf(chunk);
        Assert.That(parts.Memory.Slabs.TryGrow(slabClass));
        return _store.Workers.Mover.TryEmpty(parts.Memory.Pool.PageOf(chunk), slabClass, parts.Clock.NowMilliseconds);
    }

    private void ExpectNothingHeld()
    {
        Assert.That(_store.Parts.Held.AreAny, Is.False);
        StoreIntegrity.Check(_store);
    }

    /// <summary>Does something each time it is asked where the value should go, which is before the copy.</summary>
    private struct HookedReader(Action<int> look, int room) : IItemReader
    {
        /// <summary>A reader that is asked again and again would never end.</summary>
        private const int MostLooks = 300;

        public static bool WantsSight => false;

        public static bool WantsInfo => false;

        public static bool IsCounted => true;

        public int Looks { get; private set; }

        public byte[] Value { get; private set; } = [];

        public Span<byte> Prepare(int valueLength)
        {
            Looks++;
            Assert.That(Looks, Is.LessThan(MostLooks), "No end of looks.");
            look(Looks);
            Value = new byte[Math.Min(valueLength, room)];
            return Value;
        }

        public Span<byte> Prepare(scoped in ItemSight sight) => Prepare(sight.ValueLength);

        public readonly void Note(in ItemInfo info)
        {
        }
    }
}
