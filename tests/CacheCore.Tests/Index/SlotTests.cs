using CacheCore.Index;
using CacheCore.Memory;

namespace CacheCore.Tests.Index;

internal sealed class SlotTests
{
    private const ulong Hash = 0x0123_4567_89AB_CDEF;

    [Test]
    public void A_slot_keeps_handle_and_tag_apart()
    {
        var slot = new Slot(new ItemRef(uint.MaxValue), Hash);

        Assert.That(slot.Item.Value, Is.EqualTo(uint.MaxValue));
        Assert.That(slot.Bits & Slot.TagMask, Is.EqualTo(Slot.TagOf(Hash)));
        Assert.That((slot.WasFetched, slot.Hits, slot.IsEmpty), Is.EqualTo((false, 0, false)));
        Assert.That(slot.WithItem(new ItemRef(5)), Is.EqualTo(new Slot(new ItemRef(5), Hash)));
    }

    [Test]
    public void The_tag_holds_the_bits_that_splits_ask_for()
    {
        var slot = new Slot(new ItemRef(1), Hash);
        for (int bit = 6; bit <= 34; bit++)
        {
            Assert.That(slot.HashBit(bit), Is.EqualTo(((Hash >> bit) & 1) != 0), $"{bit}");
        }
    }

    [Test]
    public void Two_hits_are_counted_and_no_more()
    {
        var slot = new Slot(new ItemRef(1), Hash);
        Assert.That(slot.WantsMark);
        slot = slot.Marked;
        Assert.That((slot.WasFetched, slot.Hits, slot.WantsMark), Is.EqualTo((true, 1, true)));
        slot = slot.Marked;
        Assert.That((slot.WasFetched, slot.Hits, slot.WantsMark), Is.EqualTo((true, 2, false)));
        Assert.That(slot.Marked, Is.EqualTo(slot));
        Assert.That((slot.WithHits(0).WasFetched, slot.WithHits(0).Hits), Is.EqualTo((true, 0)));
        Assert.That((slot.Rewritten(1).WasFetched, slot.Rewritten(1).Hits, slot.Rewritten(1).WantsMark), Is.EqualTo((false, 2, true)));
        Assert.That(slot.WithHits(0).Rewritten(1).Hits, Is.EqualTo(1));
        Assert.That((slot.Item.Value, slot.Bits & Slot.TagMask), Is.EqualTo((1u, Slot.TagOf(Hash))));
    }

    [Test]
    public void A_bucket_word_keeps_version_line_and_flags_apart()
    {
        BucketWord word = default(BucketWord).Next(BucketWord.MaxLine);

        Assert.That((word.Line, word.IsLocked, word.IsDirty), Is.EqualTo((BucketWord.MaxLine, false, false)));
        Assert.That(word.Locked.IsLocked);
        Assert.That(word.Locked.Line, Is.EqualTo(BucketWord.MaxLine));
        Assert.That(word.Next(0).Line, Is.Zero);
        Assert.That(word.Next(BucketWord.MaxLine), Is.Not.EqualTo(word));
    }

    [Test]
    public void A_hit_does_not_care_for_the_lock_and_does_for_everything_else()
    {
        BucketWord word = default(BucketWord).Next(3);

        Assert.That(word.StillHolds(word));
        Assert.That(word.StillHolds(word.Locked));
        Assert.That(word.StillHolds(new BucketWord(word.Locked.Bits | BucketWord.Dirty)), Is.False);
        Assert.That(word.StillHolds(word.Next(3)), Is.False);
        Assert.That(word.StillHolds(word.Next(3).Locked), Is.False);
    }

    [Test]
    public void The_version_turns_without_touching_the_rest()
    {
        BucketWord last = new(ulong.MaxValue & ~3ul);

        Assert.That((last.Next(9).Bits, last.Next(9).Line), Is.EqualTo((9ul << 2, 9u)));
    }
}
