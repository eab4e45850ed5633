using System.Text;
using CacheCore.Protocol.Classic;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Tests.Pairs;

/// <summary>Classic commands on items.</summary>
internal sealed class ClassicCommandPair : TextCommandPair
{
    private const int MostKeys = 8;

    private static readonly TextVerb[] Verbs =
    [
        .. Enum.GetValues<TextVerb>().Where(static verb => VerbTable.RowOf(verb).Kind
            is VerbKind.Retrieval or VerbKind.Storage or VerbKind.Removal or VerbKind.Touch or VerbKind.Arithmetic),
    ];

    public override string Write(RandomText random, Span<byte> room, out int written)
    {
        TextVerb verb = random.Pick<TextVerb>(Verbs);
        VerbKind kind = VerbTable.RowOf(verb).Kind;
        if (kind == VerbKind.Retrieval && random.Flip())
        {
            return WriteRetrieval(random, room, verb, out written);
        }

        bool takesTime = kind is VerbKind.Storage or VerbKind.Touch || verb is TextVerb.Gat or TextVerb.Gats;
        byte[] key = random.Key();
        var request = new ClassicRequest
        {
            Verb = verb,
            Key = key,
            ClientFlags = kind == VerbKind.Storage ? random.UInt32() : 0,
            Exptime = takesTime ? random.Int32() : 0,
            Cas = verb == TextVerb.Cas ? random.UInt64() : 0,
            Delta = kind == VerbKind.Arithmetic ? random.UInt64() : 0,
            NoReply = kind != VerbKind.Retrieval && random.OneIn(3),
        };
        ReadOnlySpan<byte> value = kind == VerbKind.Storage ? random.Value() : [];
        bool fits = kind == VerbKind.Storage ? request.TryWrite(room, value, out written) : request.TryWrite(room, out written);
        Assert.That(fits, Is.True);
        Assert.That(written - value.Length, Is.LessThanOrEqualTo(request.MaxLength));
        return Words(verb, Text(key), request.ClientFlags, request.Exptime, request.Cas, request.Delta, request.NoReply, Text(value));
    }

    protected override string Describe(in TextCommand command, ReadOnlySpan<byte> buffer)
    {
        var keys = new StringBuilder();
        foreach (ReadOnlySpan<byte> key in command.KeysIn(buffer))
        {
            _ = keys.Append(keys.Length == 0 ? "" : " ").Append(Text(key));
        }

        Assert.That((command.Error, command.Kind), Is.EqualTo((ReplyLine.None, VerbTable.RowOf(command.Verb).Kind)));
        Assert.That(command.HasValue, Is.EqualTo(VerbTable.RowOf(command.Verb).HasValue));
        return Words(
            command.Verb, keys.ToString(), command.ClientFlags, command.Exptime, command.Cas, command.Number, command.NoReply,
            Text(command.Value, buffer));
    }

    private static string WriteRetrieval(RandomText random, Span<byte> room, TextVerb verb, out int written)
    {
        int exptime = verb is TextVerb.Gat or TextVerb.Gats ? random.Int32() : 0;
        List<string> keys = [];
        Assert.That(ClassicRequest.TryBeginRetrieval(room, verb, exptime, out written), Is.True);
        for (int left = random.Next(MostKeys) + 1; left > 0; left--)
        {
            byte[] key = random.Key();
            Assert.That(ClassicRequest.TryAddKey(room[written..], key, out int more), Is.True);
            written += more;
            keys.Add(Text(key));
        }

        ClassicReplyWriter.LineEnd.CopyTo(room[written..]);
        written += ClassicReplyWriter.LineEnd.Length;
        return Words(verb, string.Join(' ', keys), 0, exptime, 0, 0, noReply: false, "");
    }

    private static string Words(
        TextVerb verb, string keys, uint flags, int exptime, ulong cas, ulong delta, bool noReply, string value) =>
        $"{verb} {keys} {flags} {exptime} {cas} {delta} {noReply} {value}";
}
