using System.Buffers.Binary;

namespace CacheCore.Transport.Tls;

/// <summary>
/// Where the records of TLS end in a stream of bytes, whatever they hold: a header of five bytes, whose last two say how many
/// follow (RFC 8446, 5.1).
/// </summary>
internal struct TlsRecords
{
    private const int HeaderLength = 5;
    private const int LengthAt = 3;

    private int _headerPassed;
    private int _left;

    /// <summary>True if the bytes that come next are a whole record at least.</summary>
    public readonly bool IsWhole(ReadOnlySpan<byte> bytes) =>
        _headerPassed == 0
        && bytes.Length >= HeaderLength
        && bytes.Length - HeaderLength >= BinaryPrimitives.ReadUInt16BigEndian(bytes[LengthAt..]);

    /// <summary>Goes on over bytes, which may begin and end anywhere.</summary>
    /// <returns>How many records end in them.</returns>
    public int Pass(ReadOnlySpan<byte> bytes)
    {
        int records = 0;
        while (!bytes.IsEmpty)
        {
            bytes = bytes[PassOne(bytes)..];
            records += _headerPassed == 0 ? 1 : 0;
        }

        return records;
    }

    /// <summary>To the end of the record that the bytes begin in, or as far as they reach.</summary>
    private int PassOne(ReadOnlySpan<byte> bytes)
    {
        int passed = 0;
        while (_headerPassed < HeaderLength && passed < bytes.Length)
        {
            _left = _headerPassed >= LengthAt ? (_left << 8) | bytes[passed] : 0;
            _headerPassed++;
            passed++;
        }

        if (_headerPassed == HeaderLength)
        {
            int body = Math.Min(_left, bytes.Length - passed);
            passed += body;
            _left -= body;
            _headerPassed = _left == 0 ? 0 : HeaderLength;
        }

        return passed;
    }
}
