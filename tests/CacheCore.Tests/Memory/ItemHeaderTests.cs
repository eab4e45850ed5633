using System.Runtime.CompilerServices;
using CacheCore.Memory;

namespace CacheCore.Tests.Memory;

internal sealed class ItemHeaderTests
{
    [Test]
    public void The_header_has_30_bytes() => Assert.That(Unsafe.SizeOf<ItemHeader>(), Is.EqualTo(30));

    [TestCase(0ul, 0)]
    [TestCase(1ul, 65_535)]
    [TestCase((1ul << 48) - 1, 1)]
    public void Version_and_key_length_share_a_word(ulong version, int keyLength)
    {
        var identity = new ItemIdentity(version, keyLength);

        Assert.That((identity.Version, identity.KeyLength), Is.EqualTo((version, keyLength)));
    }

    [TestCase(1L, 0L)]
    [TestCase(123_456_789_012L, 77L)]
    [TestCase((1L << 40) - 2, (1L << 24) - 1)]
    public void Deadline_and_access_share_a_word(long deadline, long access)
    {
        var times = new ItemTimes(deadline, access);

        Assert.That((times.Deadline, times.HasDeadline, times.IdleSeconds(access)), Is.EqualTo((deadline, true, 0L)));
        Assert.That(times.WithDeadline(5), Is.EqualTo(new ItemTimes(5, access)));
        Assert.That(times.WithAccess(9), Is.EqualTo(new ItemTimes(deadline, 9)));
    }

    [TestCase((1L << 40) - 1)]
    [TestCase(1L << 40)]
    [TestCase(long.MaxValue)]
    public void A_deadline_that_does_not_fit_never_comes(long deadline)
    {
        var times = new ItemTimes(deadline, 3);

        Assert.That((times.Deadline, times.HasDeadline), Is.EqualTo((ItemTimes.Never, false)));
        Assert.That(TimeSpan.FromMilliseconds(ItemTimes.Never).TotalDays / 365.25, Is.GreaterThan(34));
    }

    [TestCase(-1L)]
    [TestCase(long.MinValue)]
    public void A_deadline_before_the_start_is_over(long deadline) =>
        Assert.That(new ItemTimes(deadline, 0).Deadline, Is.Zero);

    [Test]
    public void Idle_time_goes_on_where_the_seconds_begin_anew()
    {
        long turn = 1L << 24;
        var times = new ItemTimes(ItemTimes.Never, turn - 5);

        Assert.That(times.IdleSeconds(turn + 10), Is.EqualTo(15));
    }

    [TestCase(1)]
    [TestCase(600)]
    public void An_item_used_after_the_clock_was_looked_at_is_not_idle(int ahead)
    {
        Assert.That(new ItemTimes(ItemTimes.Never, 5000 + ahead).IdleSeconds(5000), Is.Zero);
        Assert.That(new ItemTimes(ItemTimes.Never, 5000 - (3600 * 24 * 190)).IdleSeconds(5000), Is.EqualTo(3600 * 24 * 190));
    }

    [Test]
    public void Traits_keep_apart_and_tell_their_length([Values] bool sliding, [Values] bool last, [Values] bool flags, [Values] bool large)
    {
        var traits = new ItemTraits(sliding, last, flags, large);

        Assert.That((traits.Sliding, traits.LastDeadline, traits.ClientFlags, traits.Large), Is.EqualTo((sliding, last, flags, large)));
        Assert.That(traits.ExtrasLength, Is.EqualTo((sliding ? 8 : 0) + (last ? 8 : 0) + (flags ? 4 : 0)));
        Assert.That(traits.AsLarge, Is.EqualTo(new ItemTraits(sliding, last, flags, true)));
    }

    [Test]
    public void The_place_of_a_linked_item_keeps_segment_and_shard([Values] LruSegment segment, [Values(0, 1, 15)] int shard)
    {
        var place = new ItemPlace(segment, shard);

        Assert.That((place.State, place.Segment, place.Shard), Is.EqualTo((ChunkState.Linked, segment, shard)));
    }

    [Test]
    public void The_place_of_another_chunk_keeps_its_state(
        [Values(ChunkState.Free, ChunkState.Reserved, ChunkState.Tail)] ChunkState state) =>
        Assert.That(new ItemPlace(state).State, Is.EqualTo(state));

    [Test]
    public void A_chunk_that_nobody_has_written_to_is_free() => Assert.That(default(ItemPlace).State, Is.EqualTo(ChunkState.Free));

    [Test]
    public void Extras_lie_one_behind_the_other()
    {
        var geometry = new PoolGeometry(1 << 20, 8192);
        using var pool = new PagePool(geometry, AddressRange.Reserve(geometry.TotalBytes, false));
        Assert.That(pool.TryTake(out int page));
        ItemView view = pool.View(pool.ChunkAt(page, 64));
        var traits = new ItemTraits(sliding: true, lastDeadline: true, clientFlags: true, large: false);
        view.Header.Traits = traits;
        view.WideExtra(0) = ulong.MaxValue;
        view.LastDeadline(traits) = 2;
        view.ClientFlags(traits) = 3;

        Assert.That((view.WideExtra(0), view.LastDeadline(traits), view.ClientFlags(traits)), Is.EqualTo((ulong.MaxValue, 2ul, 3u)));
        Assert.That(view.Header.KeyOffset, Is.EqualTo(ItemHeader.Size + 20));
        Assert.That(
            view.Bytes(ItemHeader.Size, 20).ToArray(),
            Is.EqualTo((byte[])[255, 255, 255, 255, 255, 255, 255, 255, 2, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0]));
    }
}
