using System.Buffers.Binary;
using System.Security.Cryptography;
using CacheCore.Transport.Tls;

namespace CacheCore.Transport.Tests.Tls;

internal sealed class TlsRecordsTests
{
    private const int HeaderLength = 5;

    /// <summary>However the bytes are cut up, the end of every record is known.</summary>
    [Test]
    public void Every_record_ends_where_it_ends([Values(1, 2, 3, 7, 4096, 100_000)] int mostAtOnce)
    {
        var random = new Random(mostAtOnce);
        int[] lengths = [0, 1, 255, 256, 16_640, .. Enumerable.Range(0, 50).Select(_ => random.Next(300))];
        var records = new TlsRecords();
        byte[] probe = Record(0);
        foreach (int length in lengths)
        {
            byte[] bytes = Record(length);
            for (int at = 0; at < bytes.Length;)
            {
                Assert.That(at == 0 || !records.IsWhole(probe), $"an end at {at} of {bytes.Length}");
                int piece = Math.Min(bytes.Length - at, 1 + random.Next(mostAtOnce));
                int ends = records.Pass(bytes.AsSpan(at, piece));
                at += piece;
                Assert.That(ends, Is.EqualTo(at == bytes.Length ? 1 : 0));
            }

            Assert.That(records.IsWhole(probe), "no end");
        }
    }

    [Test]
    public void Records_count_where_they_end()
    {
        byte[] bytes = [.. Record(10), .. Record(20), .. Record(0)];
        var records = new TlsRecords();

        Assert.That(records.Pass(bytes), Is.EqualTo(3));
        Assert.That(records.Pass(bytes.AsSpan(0, (2 * HeaderLength) + 11)), Is.EqualTo(1));
        Assert.That(records.Pass(bytes.AsSpan((2 * HeaderLength) + 11)), Is.EqualTo(2));
        Assert.That(records.Pass([]), Is.Zero);
    }

    [Test]
    public void A_record_is_whole_from_its_first_byte_to_its_last()
    {
        byte[] bytes = [.. Record(300), .. Record(1)];
        var records = new TlsRecords();

        Assert.That(records.IsWhole(bytes.AsSpan(0, HeaderLength - 1)), Is.False);
        Assert.That(records.IsWhole(bytes.AsSpan(0, HeaderLength + 299)), Is.False);
        Assert.That(records.IsWhole(bytes.AsSpan(0, HeaderLength + 300)));
        Assert.That(records.IsWhole(bytes));
        _ = records.Pass(bytes.AsSpan(0, 1));
        Assert.That(records.IsWhole(bytes.AsSpan(1)), Is.False, "its beginning was taken");
    }

    private static byte[] Record(int length)
    {
        byte[] record = new byte[HeaderLength + length];
        RandomNumberGenerator.Fill(record);
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(3), (ushort)length);
        return record;
    }
}
