using System.Buffers.Binary;
using CacheCore.Transport.Tls;

namespace CacheCore.Transport.Tests.Tls;

internal sealed class TlsServerFlightTests
{
    private const byte ServerHello = 2;
    private const byte Ticket = 4;
    private const byte Certificate = 11;
    private const int PreSharedKey = 41;
    private const int SupportedVersions = 43;
    private const int KeyShare = 51;
    private static readonly byte[] ChangeCipher = [20, 3, 3, 0, 1, 1];
    private static readonly byte[] Encrypted = [23, 3, 3, 0, 2, 7, 7];

    [Test]
    public void The_newest_version_says_by_an_extension_whether_it_resumes()
    {
        byte[] begins = Record(Hello(32, KeyShare, SupportedVersions));
        byte[] resumes = Record(Hello(32, SupportedVersions, KeyShare, PreSharedKey));

        Assert.That(TlsServerFlight.Read([.. begins, .. ChangeCipher, .. Encrypted]), Is.EqualTo(new TlsServerFlight(true, false, true)));
        Assert.That(TlsServerFlight.Read([.. resumes, .. Encrypted]), Is.EqualTo(new TlsServerFlight(true, true, true)));
    }

    [Test]
    public void The_older_version_shows_its_certificate_or_resumes([Values(0, 32)] int sessionLength, [Values] bool inOneRecord)
    {
        byte[] hello = Hello(sessionLength, 23);
        byte[] certificate = Message(Certificate, new byte[1500]);
        byte[] begins = inOneRecord ? Record([.. hello, .. certificate]) : [.. Record(hello), .. Record(certificate)];
        byte[] resumes = [.. Record([.. hello, .. Message(Ticket, new byte[100])]), .. ChangeCipher, .. Encrypted];

        Assert.That(TlsServerFlight.Read(begins), Is.EqualTo(new TlsServerFlight(false, false, sessionLength > 0)));
        Assert.That(TlsServerFlight.Read(resumes), Is.EqualTo(new TlsServerFlight(false, true, sessionLength > 0)));
    }

    [Test]
    public void A_retry_decides_nothing()
    {
        byte[] retry = Record(Hello(32, SupportedVersions, KeyShare));
        byte[] random = Convert.FromHexString("CF21AD74E59A6111BE1D8C021E65B891C2A211167ABB8C5E079E09E2C8A8339C");
        random.CopyTo(retry, 5 + 4 + 2);

        Assert.That(TlsServerFlight.Read([.. retry, .. ChangeCipher]), Is.Null);
        Assert.That(TlsServerFlight.Read(Encrypted), Is.Null);
    }

    [Test]
    public void Whatever_it_is_it_is_read_to_its_end()
    {
        byte[] whole = [.. Record(Hello(32, KeyShare, SupportedVersions)), .. Record(Message(Certificate, new byte[50]))];
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.That(() => TlsServerFlight.Read(whole.AsSpan(0, length)), Throws.Nothing);
            byte[] wrong = [.. whole];
            for (int bit = 0; bit < 8; bit++)
            {
                wrong[length] = (byte)(whole[length] ^ (1 << bit));
                Assert.That(() => TlsServerFlight.Read(wrong), Throws.Nothing);
            }
        }
    }

    private static byte[] Hello(int sessionLength, params int[] extensions)
    {
        byte[] all = [.. extensions.SelectMany(static one => (byte[])[0, (byte)one, 0, 2, 3, 4])];
        return Message(
            ServerHello, [3, 3, .. new byte[32], (byte)sessionLength, .. new byte[sessionLength], 0x13, 1, 0, 0, (byte)all.Length, .. all]);
    }

    private static byte[] Message(byte type, byte[] body) => [type, 0, (byte)(body.Length >> 8), (byte)body.Length, .. body];

    private static byte[] Record(byte[] messages)
    {
        byte[] record = [22, 3, 3, 0, 0, .. messages];
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(3), (ushort)messages.Length);
        return record;
    }
}
