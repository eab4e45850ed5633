using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using CacheCore.StressTests.Harness;

namespace CacheCore.Listener.Tests.Soak;

internal sealed class BinaryDialect(SoakWire wire) : SoakDialect(wire)
{
    private const int HeaderSize = 24;
    private const ushort Ok = 0;
    private const ushort NotFound = 1;

    protected override int Read(ReadOnlySpan<int> keys)
    {
        int hits = 0;
        foreach (int key in keys)
        {
            SendHead(0x00, $"s:{key}", [], 0);
            (ushort status, int length) = ReadHead(0x00);
            if (Possible(status, Ok, NotFound) == NotFound)
            {
                Skip(length);
                continue;
            }

            Skip(4); // flags
            VerifyValue(key, length - 4, hasLineEnd: false);
            hits++;
        }

        return hits;
    }

    public override void Set(int key, ReadOnlySpan<byte> value, int ttl)
    {
        Span<byte> extras = stackalloc byte[8];
        extras.Clear();
        BinaryPrimitives.WriteInt32BigEndian(extras[4..], ttl);
        SendHead(0x01, $"s:{key}", extras, value.Length);
        Wire.Send(value);
        _ = Finish(0x01, Ok, Ok);
    }

    public override void Delete(int key)
    {
        SendHead(0x04, $"s:{key}", [], 0);
        _ = Finish(0x04, Ok, NotFound);
    }

    public override void Touch(int key, int ttl)
    {
        Span<byte> extras = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(extras, ttl);
        SendHead(0x1C, $"s:{key}", extras, 0);
        _ = Finish(0x1C, Ok, NotFound);
    }

    public override void Count(int key, int ttl)
    {
        Span<byte> extras = stackalloc byte[20];
        BinaryPrimitives.WriteInt64BigEndian(extras, 1);
        BinaryPrimitives.WriteInt64BigEndian(extras[8..], 1);
        BinaryPrimitives.WriteInt32BigEndian(extras[16..], ttl);
        SendHead(0x05, $"n:{key}", extras, 0);
        _ = Finish(0x05, Ok, Ok);
    }

    private void SendHead(byte opcode, string key, ReadOnlySpan<byte> extras, int valueLength)
    {
        Span<byte> head = stackalloc byte[HeaderSize + extras.Length + key.Length];
        head.Clear();
        head[0] = 0x80;
        head[1] = opcode;
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)key.Length);
        head[4] = (byte)extras.Length;
        BinaryPrimitives.WriteInt32BigEndian(head[8..], extras.Length + key.Length + valueLength);
        extras.CopyTo(head[HeaderSize..]);
        _ = Encoding.ASCII.GetBytes(key, head[(HeaderSize + extras.Length)..]);
        Wire.Send(head);
    }

    private (ushort Status, int Length) ReadHead(byte opcode)
    {
        Span<byte> head = stackalloc byte[HeaderSize];
        Wire.ReadExactly(head);
        Check.That(head[0] == 0x81 && head[1] == opcode, $"The server answers {Convert.ToHexString(head)}, where opcode {opcode} was possible.");
        return (BinaryPrimitives.ReadUInt16BigEndian(head[6..]), BinaryPrimitives.ReadInt32BigEndian(head[8..]));
    }

    private ushort Finish(byte opcode, ushort possible, ushort alsoPossible)
    {
        (ushort status, int length) = ReadHead(opcode);
        Skip(length);
        return Possible(status, possible, alsoPossible);
    }

    private void Skip(int length)
    {
        Check.That(length <= 64, string.Create(CultureInfo.InvariantCulture, $"{length} bytes where few were possible."));
        Span<byte> rest = stackalloc byte[length];
        Wire.ReadExactly(rest);
    }

    private static ushort Possible(ushort status, ushort one, ushort other)
    {
        Check.That(status == one || status == other, $"The server answers status {status}.");
        return status;
    }
}
