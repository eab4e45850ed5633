using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace CacheCore.Protocol.Spans;

/// <summary>
/// Puts the parts of one request or reply behind each other. The first part that does not fit makes the whole fail, and only the end asks
/// about it, so that the writers read like what they write.
/// </summary>
internal ref struct SpanWriter(Span<byte> destination)
{
    private static ReadOnlySpan<byte> HexDigits => "0123456789ABCDEF"u8;

    private readonly int _length = destination.Length;
    private Span<byte> _rest = destination;
    private bool _isTooLong;

    /// <summary>False: what was written is longer than the destination, whose content is then undefined.</summary>
    public readonly bool TryFinish(out int written)
    {
        written = _isTooLong ? 0 : _length - _rest.Length;
        return !_isTooLong;
    }

    /// <summary>False as well if it was not to be written at all.</summary>
    public readonly bool TryFinish(out int written, bool isAllowed)
    {
        bool isDone = TryFinish(out written) && isAllowed;
        written = isDone ? written : 0;
        return isDone;
    }

    [MethodImpl(
        // a writer all of whose calls are inlined lives in registers; else each part waits for the one before
        MethodImplOptions.AggressiveInlining)]
    public void Add(byte value)
    {
        if (_rest.IsEmpty)
        {
            _isTooLong = true;
            return;
        }

        _rest[0] = value;
        _rest = _rest[1..];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // as above
    public void Add(scoped ReadOnlySpan<byte> bytes)
    {
        if (!bytes.TryCopyTo(_rest))
        {
            _isTooLong = true;
            return;
        }

        _rest = _rest[bytes.Length..];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // as above
    public void AddNumber(ulong number) => Advance(Utf8Formatter.TryFormat(number, _rest, out int written), written);

    public void AddNumber(long number) => Advance(Utf8Formatter.TryFormat(number, _rest, out int written), written);

    /// <summary>As many digits as tell it from its neighbours.</summary>
    public void AddNumber(double number) =>
        Advance(number.TryFormat(_rest, out int written, default, CultureInfo.InvariantCulture), written);

    public void AddNumber(double number, int decimals) =>
        Advance(Utf8Formatter.TryFormat(number, _rest, out int written, new StandardFormat('F', (byte)decimals)), written);

    /// <summary>Two digits, upper case.</summary>
    public void AddHex(byte value)
    {
        Add(HexDigits[value >> 4]);
        Add(HexDigits[value & 0xF]);
    }

    public void AddBase64(scoped ReadOnlySpan<byte> bytes) =>
        Advance(Base64.EncodeToUtf8(bytes, _rest, out _, out int written) == OperationStatus.Done, written);

    public void AddUInt16(ushort value) => Advance(BinaryPrimitives.TryWriteUInt16BigEndian(_rest, value), sizeof(ushort));

    public void AddUInt32(uint value) => Advance(BinaryPrimitives.TryWriteUInt32BigEndian(_rest, value), sizeof(uint));

    public void AddUInt64(ulong value) => Advance(BinaryPrimitives.TryWriteUInt64BigEndian(_rest, value), sizeof(ulong));

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // as above
    private void Advance(bool fits, int count)
    {
        if (!fits)
        {
            _isTooLong = true;
            return;
        }

        _rest = _rest[count..];
    }
}
