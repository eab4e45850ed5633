using CacheCore.Protocol.Binary;

namespace CacheCore.Protocol.Tests.Pairs;

/// <summary>Binary requests, SASL's among them.</summary>
internal sealed class BinaryCommandPair : Pair
{
    // After quit nothing is read.
    private static readonly byte[] Codes =
    [
        .. Enumerable.Range(0, 256)
            .Select(static code => (byte)code)
            .Where(static code => OpcodeTable.Of(code).Verb is not (BinaryVerb.Unknown or BinaryVerb.Quit)),
    ];

    public override string Write(RandomText random, Span<byte> room, out int written)
    {
        byte code = random.Pick<byte>(Codes);
        Opcode row = OpcodeTable.Of(code);
        bool stores = row.Shape == FrameShape.StorageKeyValue;
        bool counts = row.Shape == FrameShape.ArithmeticKey;
        bool hasValue = row.Shape is FrameShape.StorageKeyValue or FrameShape.KeyValue;
        bool hasKey = hasValue || row.Shape is FrameShape.Key or FrameShape.ExptimeKey or FrameShape.ArithmeticKey
            || (row.Shape == FrameShape.OptionalKey && random.Flip());
        var request = new BinaryRequest
        {
            Verb = row.Verb,
            IsQuiet = row.IsQuiet,
            ReturnsKey = row.ReturnsKey,
            Key = hasKey ? random.Bytes(ProtocolLimits.MaxKeyLength) : [],
            Opaque = random.UInt32(),
            Cas = random.UInt64(),
            ClientFlags = stores ? random.UInt32() : 0,
            Exptime = stores || counts || row.Shape is FrameShape.ExptimeKey or FrameShape.OptionalExptime ? random.UInt32() : 0,
            Delta = counts ? random.UInt64() : 0,
            Initial = counts ? random.UInt64() : 0,
        };
        ReadOnlySpan<byte> value = hasValue ? random.Value() : [];
        Assert.That(request.Opcode, Is.EqualTo(code));
        Assert.That(request.TryWrite(room, value, out written), Is.True);
        Assert.That(written - value.Length, Is.LessThanOrEqualTo(request.MaxLength));
        return $"{request.Verb} {request.IsQuiet} {request.ReturnsKey} {Text(request.Key)} {request.Opaque} {request.Cas} "
            + $"{request.ClientFlags} {request.Exptime} {request.Delta} {request.Initial} {Text(value)}";
    }

    public override int Read(ReadOnlySpan<byte> arrived, List<string> said)
    {
        var reader = new BinaryCommandReader(arrived);
        while (reader.Read(out BinaryCommand command) == ParseStatus.Command)
        {
            Assert.That(command.Error, Is.EqualTo(BinaryStatus.Success));
            Assert.That(command.Kind, Is.Not.EqualTo(VerbKind.None));
            said.Add(
                $"{command.Verb} {command.IsQuiet} {command.ReturnsKey} {Text(command.Key, arrived)} {command.Opaque} {command.Cas} "
                + $"{command.ClientFlags} {command.Exptime} {command.Delta} {command.Initial} {Text(command.Value, arrived)}");
        }

        return reader.Consumed;
    }
}
