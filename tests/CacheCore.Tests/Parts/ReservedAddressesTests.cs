using CacheCore.Memory;
using CacheCore.Options;
using CacheCore.Parts;

namespace CacheCore.Tests.Parts;

internal sealed class ReservedAddressesTests
{
    private const long MiB = 1 << 20;

    [TestCase(197, 64)]     // which take 98 with all that belongs to them
    [TestCase(196, 32)]
    [TestCase(98, 16)]
    [TestCase(25, 16)]      // which somebody asked for: nothing need be left
    public void Fewer_addresses_mean_a_lower_limit_that_leaves_as_many_to_others(long mebibytes, long highest)
    {
        ReservedAddresses taken = Take(new CacheCoreOptions { MemoryLimit = 16 * MiB }, mebibytes);
        using AddressRange range = taken.Range;

        Assert.That(taken.HighestLimit / MiB, Is.EqualTo(highest));
        Assert.That((taken.Geometry.ItemBytes, range.Length), Is.EqualTo((taken.HighestLimit, taken.Geometry.TotalBytes)));
    }

    [TestCase(0, 24)]
    [TestCase(64, 90)]
    public void What_was_named_is_refused_where_it_does_not_fit(long highest, long mebibytes) => Assert.That(
        () => Take(new CacheCoreOptions { MemoryLimit = 16 * MiB, MaxMemoryLimit = highest * MiB }, mebibytes),
        Throws.TypeOf<InsufficientMemoryException>());

    private static ReservedAddresses Take(CacheCoreOptions options, long mebibytes) => ReservedAddresses.Take(
        options,
        MemoryLimits.Of(options),
        (length, spare) => length / MiB + spare / MiB < mebibytes
            ? AddressRange.Reserve(length, hugePages: false, spare)
            : throw new InsufficientMemoryException());
}
