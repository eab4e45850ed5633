using CacheCore.Items;
using CacheCore.Memory;

namespace CacheCore.Tests.Items;

internal sealed class ItemLayoutTests
{
    private static readonly ItemTraits[] Traits =
    [
        ItemTraits.None,
        new(sliding: true, lastDeadline: true, clientFlags: true, large: false),
    ];

    private static readonly SlabClassTable[] Tables =
    [
        new(8192, 8, 1.05, 48),
        new(8192, 8, [64, 128]),
        new(8192, 8, [64, 4096]),
    ];

    private PagePool _pool = null!;

    [OneTimeSetUp]
    public void SetUp()
    {
        var geometry = new PoolGeometry(1 << 20, 8192);
        _pool = new PagePool(geometry, AddressRange.Reserve(geometry.TotalBytes, false));
    }

    [OneTimeTearDown]
    public void TearDown() => _pool.Dispose();

    [Test]
    public void A_small_item_is_header_key_and_value()
    {
        ItemLayout layout = ItemLayout.Of(10, 100, ItemTraits.None, _pool, Tables[0]);

        Assert.That(
            (layout.IsLarge, layout.HeadSize, layout.InlineOffset, layout.InlineLength),
            Is.EqualTo((false, 30 + 10 + 100, 40, 100)));
        Assert.That((layout.Pages, layout.TailLength), Is.EqualTo((0, 0)));
    }

    [Test]
    public void An_item_is_large_once_it_exceeds_the_largest_shared_chunk()
    {
        Assert.That(ItemLayout.MustBeLarge(10, 4096 - 40, ItemTraits.None, Tables[0]), Is.False);
        Assert.That(ItemLayout.MustBeLarge(10, 4096 - 39, ItemTraits.None, Tables[0]), Is.True);
        Assert.That(ItemLayout.MustBeLarge(65_535, int.MaxValue, ItemTraits.None, Tables[0]), Is.True);
    }

    [Test]
    public void A_header_that_may_be_anything_has_an_answer([Values(0, 1, 2)] int table)
    {
        int[] lengths = [int.MinValue, -1, 0, 1, 4095, 8191, 8192, int.MaxValue];
        Assert.That(
            () => Array.ForEach(
                lengths, length => Array.ForEach([0, 7900, ushort.MaxValue], key => MayHavePages(key, length, Tables[table]))),
            Throws.Nothing);
        Assert.That(
            (MayHavePages(10, 5000, Tables[0]), MayHavePages(10, 8191, Tables[1]), MayHavePages(10, -1, Tables[0])),
            Is.EqualTo((false, true, true)));
    }

    /// <summary>All lengths around half pages, whole pages and what the head holds of them.</summary>
    [Test]
    public void The_parts_of_a_value_add_up(
        [Values(0, 1, 2)] int table, [Values(0, 1, 250, 4000, 7900)] int keyLength, [Values] bool extras)
    {
        SlabClassTable classes = Tables[table];
        ItemTraits traits = Traits[extras ? 1 : 0];
        int pageSize = _pool.Geometry.PageSize;
        for (int length = 0; length < 5 * pageSize; length++)
        {
            if (!ItemLayout.MustBeLarge(keyLength, length, traits, classes))
            {
                continue;
            }

            ItemLayout layout = ItemLayout.Of(keyLength, length, traits.AsLarge, _pool, classes);
            int inPages = Enumerable.Range(0, layout.Pages).Sum(page => layout.PageLength(page, pageSize));

            // Plain conditions: the loop is long, and a constraint costs more than what it looks at.
            bool holds = inPages + layout.TailLength + layout.InlineLength == length
                && layout.Pages <= (length + pageSize - 1) / pageSize
                && layout.InlineLength >= 0
                && layout.TailLength >= 0
                && layout.HeadSize <= pageSize
                && (layout.InlineLength == 0 || layout.HeadSize <= classes.LargestShared)
                && (layout.TailLength == 0 || ItemLayout.TailHeader + layout.TailLength <= classes.LargestShared)
                && layout.LinksOffset == ItemHeader.Size + traits.ExtrasLength + keyLength
                && layout.InlineOffset == layout.TailLinkOffset + sizeof(uint);
            if (!holds)
            {
                Assert.Fail(
                    $"{length} bytes: {layout.Pages} pages with {inPages}, tail {layout.TailLength}, "
                        + $"inline {layout.InlineLength}, head {layout.HeadSize}");
            }
        }
    }

    /// <summary>
    /// Values as parts of a page, among them those whose rest falls between the largest classes: a half, a third, a quarter.
    /// </summary>
    [TestCase(0.51)]
    [TestCase(0.6)]
    [TestCase(0.72)]
    [TestCase(0.8)]
    [TestCase(1.2)]
    [TestCase(1.26)]
    [TestCase(1.34)]
    [TestCase(1.4)]
    [TestCase(1.86)]
    [TestCase(2.34)]
    [TestCase(8.8)]
    [TestCase(800.34)]
    public void A_large_value_wastes_a_tenth_at_most(double pages)
    {
        var geometry = new PoolGeometry(1L << 30, 0);
        var table = new SlabClassTable(geometry.PageSize, geometry.Granule, 1.05, 48);
        using var pool = new PagePool(geometry, AddressRange.Reserve(geometry.TotalBytes, false));
        int length = (int)(pages * geometry.PageSize);
        ItemLayout layout = ItemLayout.Of(20, length, ItemTraits.None.AsLarge, pool, table);
        long taken = ((long)layout.Pages * geometry.PageSize)
            + ChunkOf(layout.HeadSize)
            + (layout.TailLength == 0 ? 0 : ChunkOf(ItemLayout.TailHeader + layout.TailLength));

        Assert.That(taken - length - 20, Is.LessThanOrEqualTo(Math.Max(4096, length / 10)));

        int ChunkOf(int size) => table.ChunkSize(table.ClassOf(size));
    }

    [TestCase(8 << 10)]
    [TestCase(1 << 20)]
    public void The_links_of_the_largest_item_take_half_a_page(int pageSize) =>
        Assert.That(ItemLayout.LargestItem(pageSize) / pageSize * sizeof(uint), Is.EqualTo(pageSize / 2));

    private bool MayHavePages(int keyLength, int valueLength, SlabClassTable table)
    {
        ItemHeader header = default;
        header.Identity = new ItemIdentity(0, keyLength);
        header.ValueLength = valueLength;
        header.Traits = ItemTraits.None.AsLarge;
        return ItemLayout.MayHavePages(in header, _pool, table);
    }
}
