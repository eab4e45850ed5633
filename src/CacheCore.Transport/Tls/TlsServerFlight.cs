using System.Buffers.Binary;

namespace CacheCore.Transport.Tls;

/// <summary>
/// What a server's first records say of a handshake, which the platform does not tell: whether it goes on with an earlier session.
/// Pure; what makes no sense says nothing.
/// <code>
/// TLS 1.3   ServerHello chooses a key of an earlier session (RFC 8446, 4.2.11), or it does not
/// TLS 1.2   behind ServerHello comes a certificate, or an earlier session has seen it (RFC 5246, 7.3);
///           ServerHello numbers the session where it has no ticket
/// a retry   ServerHello of a fixed random (RFC 8446, 4.1.4): the one that counts comes later
/// </code>
/// </summary>
internal readonly record struct TlsServerFlight(bool IsTls13, bool IsResumed, bool IsNumbered)
{
    private const byte HandshakeRecord = 22;
    private const byte ServerHello = 2;
    private const byte Certificate = 11;
    private const int RecordHeader = 5;
    private const int MessageHeader = 4;
    private const int RandomAt = 2;
    private const int RandomLength = 32;
    private const int PreSharedKey = 41;
    private const int SupportedVersions = 43;

    private static ReadOnlySpan<byte> RandomOfRetry =>
    [
        0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8, 0x91,
        0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C,
    ];

    /// <summary>Reads what a server sends at once; null: that is not where a handshake is decided.</summary>
    public static TlsServerFlight? Read(ReadOnlySpan<byte> bytes)
    {
        TlsServerFlight? found = null;
        while (TryTakeRecord(ref bytes, out ReadOnlySpan<byte> messages))
        {
            while (TryTakeMessage(ref messages, out byte type, out ReadOnlySpan<byte> body))
            {
                if (type == ServerHello)
                {
                    found = ReadHello(body);
                }
                else if (type == Certificate && found is { IsTls13: false } older)
                {
                    return older with { IsResumed = false };
                }
            }
        }

        return found;
    }

    /// <summary>One of TLS 1.2 counts as resumed until a certificate follows.</summary>
    private static TlsServerFlight? ReadHello(ReadOnlySpan<byte> body)
    {
        int sessionAt = RandomAt + RandomLength;
        if (body.Length <= sessionAt || body.Slice(RandomAt, RandomLength).SequenceEqual(RandomOfRetry))
        {
            return null;
        }

        // the session, the cipher, the compression, the length of what follows
        int extensionsAt = sessionAt + 1 + body[sessionAt] + 2 + 1 + 2;
        ReadOnlySpan<byte> extensions = body.Length > extensionsAt ? body[extensionsAt..] : [];
        bool isTls13 = Has(extensions, SupportedVersions);
        return new TlsServerFlight(isTls13, !isTls13 || Has(extensions, PreSharedKey), body[sessionAt] > 0);
    }

    private static bool Has(ReadOnlySpan<byte> extensions, int wanted)
    {
        while (extensions.Length >= 4)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(extensions[2..]);
            if (BinaryPrimitives.ReadUInt16BigEndian(extensions) == wanted)
            {
                return true;
            }

            extensions = extensions[Math.Min(extensions.Length, 4 + length)..];
        }

        return false;
    }

    /// <summary>False at the first record that is none of a handshake in clear text.</summary>
    private static bool TryTakeRecord(ref ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> messages)
    {
        messages = [];
        if (bytes.Length < RecordHeader || bytes[0] != HandshakeRecord)
        {
            return false;
        }

        int length = Math.Min(BinaryPrimitives.ReadUInt16BigEndian(bytes[3..]), bytes.Length - RecordHeader);
        messages = bytes.Slice(RecordHeader, length);
        bytes = bytes[(RecordHeader + length)..];
        return true;
    }

    /// <summary>Messages that go on in the next record are certificates, whose beginning is enough.</summary>
    private static bool TryTakeMessage(ref ReadOnlySpan<byte> messages, out byte type, out ReadOnlySpan<byte> body)
    {
        type = 0;
        body = [];
        if (messages.Length < MessageHeader)
        {
            return false;
        }

        type = messages[0];
        int length = (messages[1] << 16) | BinaryPrimitives.ReadUInt16BigEndian(messages[2..]);
        length = Math.Min(length, messages.Length - MessageHeader);
        body = messages.Slice(MessageHeader, length);
        messages = messages[(MessageHeader + length)..];
        return true;
    }
}
