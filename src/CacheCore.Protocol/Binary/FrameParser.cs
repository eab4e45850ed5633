using System.Buffers.Binary;

namespace CacheCore.Protocol.Binary;

/// <summary>One frame: header, extras, key. Its value is left where it is, arrived or not.</summary>
internal static class FrameParser
{
    /// <summary>Parses the frame at an offset. What the header alone decides is decided as soon as the header is there.</summary>
    public static ParseStatus Parse(ReadOnlySpan<byte> buffer, int start, out BinaryCommand command)
    {
        ReadOnlySpan<byte> frame = buffer[start..];
        command = default;
        if (!frame.IsEmpty && frame[0] != BinaryFrame.RequestMagic)
        {
            return ParseStatus.Close;
        }

        if (frame.Length < BinaryFrame.HeaderLength)
        {
            return ParseStatus.NeedMore;
        }

        command.Opcode = frame[BinaryFrame.OpcodeOffset];
        command.Opaque = BinaryPrimitives.ReadUInt32BigEndian(frame[BinaryFrame.OpaqueOffset..]);
        command.Cas = BinaryPrimitives.ReadUInt64BigEndian(frame[BinaryFrame.CasOffset..]);
        int keyLength = BinaryPrimitives.ReadUInt16BigEndian(frame[BinaryFrame.KeyLengthOffset..]);
        int extrasLength = frame[BinaryFrame.ExtrasLengthOffset];
        uint bodyLength = BinaryPrimitives.ReadUInt32BigEndian(frame[BinaryFrame.BodyLengthOffset..]);

        Opcode opcode = OpcodeTable.Of(command.Opcode);
        command.Verb = opcode.Verb;
        command.IsQuiet = opcode.IsQuiet;
        command.ReturnsKey = opcode.ReturnsKey;
        int body = start + BinaryFrame.HeaderLength;
        if (keyLength + extrasLength > bodyLength)
        {
            return RefuseForGood(ref command, BinaryStatus.UnknownCommand, body);
        }

        if (keyLength > ProtocolLimits.MaxKeyLength || bodyLength > ProtocolLimits.MaxBinaryBodyLength)
        {
            return RefuseForGood(ref command, BinaryStatus.InvalidArguments, body);
        }

        if (opcode.Verb == BinaryVerb.Unknown)
        {
            command.Error = BinaryStatus.UnknownCommand;
            command.Value = new ByteRange(body, (int)bodyLength);
            return ParseStatus.Command;
        }

        int valueLength = (int)bodyLength - keyLength - extrasLength;
        if (!Fits(opcode.Shape, extrasLength, keyLength, valueLength))
        {
            return RefuseForGood(ref command, BinaryStatus.InvalidArguments, body);
        }

        if (frame.Length < BinaryFrame.HeaderLength + extrasLength + keyLength)
        {
            return ParseStatus.NeedMore;
        }

        command.ClosesConnection = opcode.Verb == BinaryVerb.Quit;
        command.Key = new ByteRange(body + extrasLength, keyLength);
        command.Value = new ByteRange(command.Key.End, valueLength);
        ReadExtras(ref command, opcode.Shape, buffer.Slice(body, extrasLength));
        return ParseStatus.Command;
    }

    /// <summary>Parses the reply at an offset.</summary>
    public static ReplyStatus ParseReply(ReadOnlySpan<byte> buffer, int start, out BinaryReply reply)
    {
        ReadOnlySpan<byte> frame = buffer[start..];
        reply = default;
        if (!frame.IsEmpty && frame[0] != BinaryFrame.ReplyMagic)
        {
            return ReplyStatus.Malformed;
        }

        if (frame.Length < BinaryFrame.HeaderLength)
        {
            return ReplyStatus.NeedMore;
        }

        int keyLength = BinaryPrimitives.ReadUInt16BigEndian(frame[BinaryFrame.KeyLengthOffset..]);
        int extrasLength = frame[BinaryFrame.ExtrasLengthOffset];
        uint bodyLength = BinaryPrimitives.ReadUInt32BigEndian(frame[BinaryFrame.BodyLengthOffset..]);
        if (keyLength + extrasLength > bodyLength || bodyLength > ProtocolLimits.MaxBinaryBodyLength)
        {
            return ReplyStatus.Malformed;
        }

        int body = BinaryFrame.HeaderLength + extrasLength + keyLength;
        if (frame.Length < body)
        {
            return ReplyStatus.NeedMore;
        }

        reply.Opcode = frame[BinaryFrame.OpcodeOffset];
        reply.Verb = OpcodeTable.Of(reply.Opcode).Verb;
        reply.Status = (BinaryStatus)BinaryPrimitives.ReadUInt16BigEndian(frame[BinaryFrame.StatusOffset..]);
        reply.Opaque = BinaryPrimitives.ReadUInt32BigEndian(frame[BinaryFrame.OpaqueOffset..]);
        reply.Cas = BinaryPrimitives.ReadUInt64BigEndian(frame[BinaryFrame.CasOffset..]);
        reply.Extras = new ByteRange(start + BinaryFrame.HeaderLength, extrasLength);
        reply.Key = new ByteRange(reply.Extras.End, keyLength);
        reply.Value = new ByteRange(reply.Key.End, (int)bodyLength - keyLength - extrasLength);
        bool hasFlags = extrasLength == BinaryFrame.FlagsExtras;
        reply.ClientFlags = hasFlags ? BinaryPrimitives.ReadUInt32BigEndian(reply.Extras.In(buffer)) : 0;
        return ReplyStatus.Reply;
    }

    private static ParseStatus RefuseForGood(ref BinaryCommand command, BinaryStatus error, int body)
    {
        command.Error = error;
        command.ClosesConnection = true;
        command.Value = new ByteRange(body, 0);
        return ParseStatus.Command;
    }

    private static bool Fits(FrameShape shape, int extrasLength, int keyLength, int valueLength) => shape switch
    {
        FrameShape.Bare => extrasLength == 0 && keyLength == 0 && valueLength == 0,
        FrameShape.Key => extrasLength == 0 && keyLength > 0 && valueLength == 0,
        FrameShape.OptionalKey => extrasLength == 0 && valueLength == 0,
        FrameShape.ExptimeKey => extrasLength == BinaryFrame.ExptimeExtras && keyLength > 0 && valueLength == 0,
        FrameShape.OptionalExptime => extrasLength is 0 or BinaryFrame.ExptimeExtras && keyLength == 0 && valueLength == 0,
        FrameShape.StorageKeyValue => extrasLength == BinaryFrame.StorageExtras && keyLength > 0,
        FrameShape.KeyValue => extrasLength == 0 && keyLength > 0,
        FrameShape.ArithmeticKey => extrasLength == BinaryFrame.ArithmeticExtras && keyLength > 0 && valueLength == 0,
        _ => false,
    };

    private static void ReadExtras(ref BinaryCommand command, FrameShape shape, ReadOnlySpan<byte> extras)
    {
        switch (shape)
        {
            case FrameShape.ExptimeKey or FrameShape.OptionalExptime when !extras.IsEmpty:
                command.Exptime = BinaryPrimitives.ReadUInt32BigEndian(extras);
                break;

            case FrameShape.StorageKeyValue:
                command.ClientFlags = BinaryPrimitives.ReadUInt32BigEndian(extras);
                command.Exptime = BinaryPrimitives.ReadUInt32BigEndian(extras[4..]);
                break;

            case FrameShape.ArithmeticKey:
                command.Delta = BinaryPrimitives.ReadUInt64BigEndian(extras);
                command.Initial = BinaryPrimitives.ReadUInt64BigEndian(extras[8..]);
                command.Exptime = BinaryPrimitives.ReadUInt32BigEndian(extras[16..]);
                break;
        }
    }
}
