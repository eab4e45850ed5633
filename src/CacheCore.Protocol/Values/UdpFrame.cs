using System.Buffers.Binary;

namespace CacheCore.Protocol;

/// <summary>
/// What stands before the payload of a UDP datagram, all numbers big-endian.
/// Text and binary requests both come this way, each in one datagram; a reply may take several.
/// <code>
///  0            2                4             6     8
///  | request id | number of this | how many in | 0 0 | payload …
///  |            | datagram       | all         |     |
/// </code>
/// </summary>
/// <param name="RequestId">The client's number for its request; the reply repeats it.</param>
/// <param name="Number">Which of the datagrams this is, from 0.</param>
/// <param name="Count">How many datagrams the message has.</param>
public readonly record struct UdpFrame(ushort RequestId, ushort Number, ushort Count)
{
    /// <summary>Bytes before the payload.</summary>
    public const int Length = 8;

    /// <summary>The most bytes that a reply's datagram has, these among them.</summary>
    public const int MaxDatagramLength = 1400;

    /// <summary>Reads what stands before a request.</summary>
    /// <param name="datagram">The datagram; its payload begins at <see cref="Length"/>.</param>
    /// <param name="frame">What it says.</param>
    /// <returns>False: there is no payload, or not all of the request is in this datagram. Such a one is not answered.</returns>
    public static bool TryReadRequest(ReadOnlySpan<byte> datagram, out UdpFrame frame)
    {
        frame = default;
        if (datagram.Length <= Length)
        {
            return false;
        }

        frame = new UdpFrame(
            BinaryPrimitives.ReadUInt16BigEndian(datagram),
            BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]),
            BinaryPrimitives.ReadUInt16BigEndian(datagram[4..]));
        return frame.Count == 1;
    }

    /// <summary>Writes what stands before a part of a reply.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <returns>False: the destination is shorter than <see cref="Length"/>.</returns>
    public bool TryWrite(Span<byte> destination)
    {
        if (destination.Length < Length)
        {
            return false;
        }

        BinaryPrimitives.WriteUInt16BigEndian(destination, RequestId);
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], Number);
        BinaryPrimitives.WriteUInt16BigEndian(destination[4..], Count);
        BinaryPrimitives.WriteUInt16BigEndian(destination[6..], 0);
        return true;
    }
}
