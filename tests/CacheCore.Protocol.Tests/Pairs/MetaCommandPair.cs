using CacheCore.Protocol.Meta;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Tests.Pairs;

/// <summary>mg, ms, md, ma and me.</summary>
internal sealed class MetaCommandPair : TextCommandPair
{
    private static readonly TextVerb[] Verbs =
        [.. Enum.GetValues<TextVerb>().Where(static verb => VerbTable.RowOf(verb).Kind == VerbKind.Meta)];

    public override string Write(RandomText random, Span<byte> room, out int written)
    {
        TextVerb verb = random.Pick<TextVerb>(Verbs);
        byte[] key = random.Key();
        MetaRequest request = RandomRequest(random, verb, key);
        if (request.Flags.HasFlag(MetaFlags.Base64Key))
        {
            byte[] bytes = random.Bytes(ProtocolLimits.MaxDecodedKeyLength);
            key = new byte[ProtocolLimits.MaxKeyLength];
            Assert.That(Base64Key.TryEncode(bytes, key, out int length), Is.True);
            key = key[..length];
            request = RandomRequest(random, verb, key) with { Flags = request.Flags };
        }

        ReadOnlySpan<byte> value = verb == TextVerb.MetaSet ? random.Value() : [];
        bool fits = verb == TextVerb.MetaSet ? request.TryWrite(room, value, out written) : request.TryWrite(room, out written);
        Assert.That(fits, Is.True);
        Assert.That(written - value.Length, Is.LessThanOrEqualTo(request.MaxLength));
        return Words(request, key, value);
    }

    protected override string Describe(in TextCommand command, ReadOnlySpan<byte> buffer)
    {
        Assert.That((command.Error, command.Kind), Is.EqualTo((ReplyLine.None, VerbKind.Meta)));
        MetaOptions options = command.Meta;
        ReadOnlySpan<byte> opaque = default;
        foreach (ReadOnlySpan<byte> word in command.ArgumentsIn(buffer))
        {
            opaque = word[0] == 'O' ? word[1..] : opaque;
        }

        var request = new MetaRequest
        {
            Verb = command.Verb,
            Flags = options.Flags,
            Mode = options.Mode,
            Exptime = command.Exptime,
            VivifyExptime = options.VivifyExptime,
            RecacheSeconds = options.RecacheSeconds,
            ClientFlags = command.ClientFlags,
            Cas = command.Cas,
            NewCas = options.NewCas,
            Delta = command.Number,
            Initial = options.Initial,
            Opaque = opaque,
        };
        return Words(request, command.Key.In(buffer), command.Value.In(buffer));
    }

    /// <summary>With as many flags as a line may have; what a flag says is set whether it is among them or not.</summary>
    private static MetaRequest RandomRequest(RandomText random, TextVerb verb, ReadOnlySpan<byte> key)
    {
        ulong flags = random.Bits((ulong)MetaLetters.Known);
        int most = ProtocolLimits.MaxMetaWords - (verb == TextVerb.MetaSet ? 3 : 2);
        for (; ulong.PopCount(flags) > (ulong)most; flags &= flags - 1)
        {
        }

        flags = verb == TextVerb.MetaDebug ? flags & (ulong)MetaFlags.Base64Key : flags;
        return new MetaRequest
        {
            Verb = verb,
            Key = key,
            Flags = (MetaFlags)flags,
            Mode = verb == TextVerb.MetaArithmetic
                ? random.Pick(MetaMode.Increment, MetaMode.Decrement)
                : random.Pick(MetaMode.Set, MetaMode.Add, MetaMode.Replace, MetaMode.Append, MetaMode.Prepend),
            Exptime = random.Int32(),
            VivifyExptime = random.Int32(),
            RecacheSeconds = random.Int32(),
            ClientFlags = random.UInt32(),
            Cas = random.UInt64(),
            NewCas = random.UInt64(),
            Delta = random.UInt64(),
            Initial = random.UInt64(),
            Opaque = random.Word(random.Next(ProtocolLimits.MaxOpaqueLength + 1)),
        };
    }

    private static string Words(in MetaRequest request, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        MetaFlags flags = request.Flags;
        bool hasTtl = Has(flags, MetaFlags.Ttl);

        // Of ms and ma the mode counts; of N and T the later one counts as both, but for ms.
        bool hasMode = Has(flags, MetaFlags.Mode) && request.Verb is TextVerb.MetaSet or TextVerb.MetaArithmetic;
        bool isTtlForBoth = hasTtl && request.Verb != TextVerb.MetaSet;
        int vivify = isTtlForBoth ? request.Exptime : request.VivifyExptime;
        return string.Join(
            ' ',
            request.Verb,
            Text(key),
            flags,
            hasMode ? request.Mode : "",
            hasTtl ? request.Exptime : "",
            Has(flags, MetaFlags.Vivify) ? vivify : "",
            Has(flags, MetaFlags.Recache) ? request.RecacheSeconds : "",
            Has(flags, MetaFlags.ClientFlags) ? request.ClientFlags : "",
            Has(flags, MetaFlags.CompareCas) ? request.Cas : "",
            Has(flags, MetaFlags.NewCas) ? request.NewCas : "",
            Has(flags, MetaFlags.Delta) ? request.Delta : "",
            Has(flags, MetaFlags.Initial) ? request.Initial : "",
            Has(flags, MetaFlags.Opaque) ? Text(request.Opaque) : "",
            Text(value));
    }

    private static bool Has(MetaFlags flags, MetaFlags flag) => (flags & flag) != 0;
}
