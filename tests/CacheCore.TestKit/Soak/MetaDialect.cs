using System.Text;
using CacheCore.Protocol.Administration;
using CacheCore.Protocol.Classic;
using CacheCore.Protocol.Meta;
using CacheCore.Protocol.Text;

namespace CacheCore.TestKit;

internal sealed class MetaDialect(RawProbe probe) : SoakDialect(probe)
{
    protected override int Read(ReadOnlySpan<int> keys)
    {
        const MetaFlags Flags = MetaFlags.ReturnKey | MetaFlags.ReturnValue | MetaFlags.Quiet;
        bool fits = true;
        int written = 0;
        foreach (int key in keys)
        {
            var request = new MetaRequest { Verb = TextVerb.MetaGet, Key = SoakValues.KeyOf(key), Flags = Flags };
            fits &= request.TryWrite(Room.AsSpan(written), out int more);
            written += more;
        }

        fits &= AdministrationRequest.TryWrite(Room.AsSpan(written), TextVerb.MetaNoOp, out int end);
        Send(fits, written + end);
        int hits = 0;
        for (TextReply reply = Receive(out byte[] head); reply.Line != ReplyLine.MetaNoOp; reply = Receive(out head))
        {
            bool isPossible = MetaReply.TryParse(head, reply, out MetaReply meta) && reply.HasValue && meta.Has(MetaFlags.ReturnKey);
            Check.That(isPossible, $"The server answers {EscapedBytes.Format(head)}, where a value was possible.");
            int key = SoakValues.NumberOf(meta.Key.In(head));
            Check.That(keys.Contains(key), $"Key {key} comes, and was not asked for.");
            VerifyValue(key, reply.Value.Length, hasLineEnd: true);
            hits++;
        }

        return hits;
    }

    public override void Set(int key, ReadOnlySpan<byte> value, int ttl)
    {
        var request = new MetaRequest { Verb = TextVerb.MetaSet, Key = SoakValues.KeyOf(key), Flags = MetaFlags.Ttl, Exptime = ttl };
        Send(request.TryWriteHead(Room, value.Length, out int written), written, value, ClassicReplyWriter.LineEnd);
        ExpectMeta(MetaStatus.Done);
    }

    public override void Delete(int key)
    {
        Ask(new MetaRequest { Verb = TextVerb.MetaDelete, Key = SoakValues.KeyOf(key) });
        ExpectMeta(MetaStatus.Done, MetaStatus.NotFound);
    }

    public override void Touch(int key, int ttl)
    {
        Ask(new MetaRequest { Verb = TextVerb.MetaGet, Key = SoakValues.KeyOf(key), Flags = MetaFlags.Ttl, Exptime = ttl });
        ExpectMeta(MetaStatus.Done, MetaStatus.Miss);
    }

    public override void Count(int key, int ttl)
    {
        Ask(new MetaRequest
        {
            Verb = TextVerb.MetaArithmetic,
            Key = Encoding.ASCII.GetBytes($"n:{key}"),
            Flags = MetaFlags.Vivify | MetaFlags.Initial,
            VivifyExptime = ttl,
            Initial = 1,
        });
        ExpectMeta(MetaStatus.Done);
    }

    private void Ask(in MetaRequest request) => Send(request.TryWrite(Room, out int written), written);
}
