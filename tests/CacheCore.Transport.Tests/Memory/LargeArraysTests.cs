using CacheCore.Transport.Memory;

namespace CacheCore.Transport.Tests.Memory;

internal sealed class LargeArraysTests
{
    [Test]
    public void What_was_given_back_is_handed_out_again()
    {
        LargeArrays arrays = new();
        byte[] bytes = arrays.Rent(1_000_000);
        arrays.Return(bytes);

        Assert.That(arrays.Kept, Is.EqualTo(bytes.Length));
        Assert.That(arrays.Rent(990_000), Is.SameAs(bytes));
        Assert.That(arrays.Kept, Is.Zero);
    }

    [Test]
    public void An_array_is_little_longer_than_was_asked_for()
    {
        LargeArrays arrays = new();
        foreach (int length in (int[])[65_537, 600_000, 1_048_577, 5_000_000])
        {
            Assert.That(arrays.Rent(length), Has.Length.InRange(length, length + LargeArrays.Step));
        }

        arrays.Return(arrays.Rent(2_000_000));
        Assert.That(arrays.Rent(500_000), Has.Length.LessThan(600_000), "one that is kept holds more than it would use");
        Assert.That(arrays.Rent(2_000_001), Has.Length.GreaterThan(2_000_000));
    }

    [Test]
    public void After_a_burst_few_are_kept()
    {
        LargeArrays arrays = new();
        byte[][] burst = [.. Enumerable.Range(1, 100).Select(number => arrays.Rent(70_000 + (number * 10_000)))];
        foreach (byte[] bytes in burst)
        {
            arrays.Return(bytes);
            Assert.That(arrays.Kept, Is.InRange(1, LargeArrays.MostKept));
        }

        Assert.That(arrays.Rent(1_070_000), Is.SameAs(burst[^1]), "the latest are kept");
        Assert.That(arrays.Rent(80_000), Is.Not.SameAs(burst[0]), "the oldest are not");
        arrays.Return(new byte[LargeArrays.MostKept + 1]);
        Assert.That(arrays.Kept, Is.LessThanOrEqualTo(LargeArrays.MostKept));
    }

    [Test]
    public void None_are_kept_that_are_let_go()
    {
        LargeArrays arrays = new();
        byte[] bytes = arrays.Rent(100_000);
        arrays.Return(bytes);
        arrays.Clear();

        Assert.That(arrays.Kept, Is.Zero);
        Assert.That(arrays.Rent(100_000), Is.Not.SameAs(bytes));
    }
}
