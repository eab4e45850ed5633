using CacheCore.Memory;

namespace CacheCore.Tests.Memory;

internal sealed class SlabClassTableTests
{
    private static readonly int[] PageSizes = [8 << 10, 64 << 10, 128 << 10, 1 << 20];
    private static readonly int[] Granules = [8, 64];
    private static readonly double[] Factors = [1.001, 1.05, 1.25, 2.0];
    private static readonly int[] Smallest = [48, 96, 1024];

    private static IEnumerable<TestCaseData<int, int, double, int>> Tables() =>
        from pageSize in PageSizes
        from granule in Granules
        from factor in Factors
        from smallest in Smallest
        select new TestCaseData<int, int, double, int>(pageSize, granule, factor, smallest);

    [Test]
    public void Stores_that_are_alike_share_a_table()
    {
        var first = SlabClassTable.Of(8192, 8, 1.25, 96);
        Assert.That(SlabClassTable.Of(8192, 8, 1.25, 96), Is.SameAs(first));

        var other = SlabClassTable.Of(8192, 8, 1.25, 48);
        Assert.That((other.ChunkSize(0), SlabClassTable.Of(8192, 8, 1.25, 96).ChunkSize(0)), Is.EqualTo((48, first.ChunkSize(0))));
    }

    [TestCaseSource(nameof(Tables))]
    public void Sizes_ascend_are_aligned_and_end_with_a_page(int pageSize, int granule, double factor, int smallest)
    {
        var table = new SlabClassTable(pageSize, granule, factor, smallest);
        int[] sizes = [.. Enumerable.Range(0, table.Count).Select(table.ChunkSize)];

        Assert.That(sizes, Is.Ordered.And.Unique);
        Assert.That(sizes.Select(size => size % granule), Is.All.Zero);
        Assert.That(sizes[^1], Is.EqualTo(pageSize));
        Assert.That(sizes[0], Is.GreaterThanOrEqualTo(smallest));
        Assert.That(table.Count, Is.LessThanOrEqualTo(SlabClassTable.MaxClasses));
        Assert.That(table.LargestShared, Is.EqualTo(sizes[^2]).And.LessThanOrEqualTo(pageSize / 2));
    }

    [TestCaseSource(nameof(Tables))]
    public void The_class_of_a_size_is_the_smallest_that_holds_it(int pageSize, int granule, double factor, int smallest)
    {
        var table = new SlabClassTable(pageSize, granule, factor, smallest);
        for (int slabClass = 0; slabClass < table.Count; slabClass++)
        {
            int size = table.ChunkSize(slabClass);
            Assert.That(table.ClassOf(size), Is.EqualTo(slabClass));
            Assert.That(table.ClassOf(size - granule + 1), Is.EqualTo(slabClass));
            if (slabClass + 1 < table.Count)
            {
                Assert.That(table.ClassOf(size + 1), Is.EqualTo(slabClass + 1));
            }
        }

        Assert.That(table.ClassOf(0), Is.Zero);
        Assert.That(table.ClassOf(1), Is.Zero);
    }

    [TestCaseSource(nameof(Tables))]
    public void Where_few_chunks_fit_a_page_they_fill_it(int pageSize, int granule, double factor, int smallest)
    {
        var table = new SlabClassTable(pageSize, granule, factor, smallest);
        for (int slabClass = 0; slabClass < table.Count; slabClass++)
        {
            int perPage = pageSize / table.ChunkSize(slabClass);
            Assert.That(pageSize - (perPage * table.ChunkSize(slabClass)), Is.LessThan(perPage * granule), $"{table.ChunkSize(slabClass)}");
        }
    }

    [Test]
    public void Named_sizes_are_taken_as_they_are_and_aligned()
    {
        var table = new SlabClassTable(8192, 8, [50, 64, 1000, 4096]);

        Assert.That(Enumerable.Range(0, table.Count).Select(table.ChunkSize), Is.EqualTo((int[])[56, 64, 1000, 4096, 8192]));
        Assert.That(table.LargestShared, Is.EqualTo(4096));
        Assert.That((table.ClassOf(56), table.ClassOf(57), table.ClassOf(4097)), Is.EqualTo((0, 1, 4)));
    }
}
