using System.Text;
using CacheCore.Protocol.Classic;
using CacheCore.Protocol.Text;

namespace CacheCore.TestKit;

internal sealed class ClassicDialect(RawProbe probe) : SoakDialect(probe)
{
    private ulong _cas;

    protected override int Read(ReadOnlySpan<int> keys)
    {
        bool fits = ClassicRequest.TryBeginRetrieval(Room, TextVerb.Gets, exptime: 0, out int written);
        foreach (int key in keys)
        {
            fits &= ClassicRequest.TryAddKey(Room.AsSpan(written), SoakValues.KeyOf(key), out int more);
            written += more;
        }

        Send(fits, written);
        Probe.Send(ClassicReplyWriter.LineEnd);
        int hits = 0;
        for (TextReply reply = Receive(out byte[] head); reply.Line != ReplyLine.End; reply = Receive(out head))
        {
            bool isPossible = reply is { Kind: TextReplyKind.Value, ClientFlags: 0 };
            Check.That(isPossible, $"The server answers {EscapedBytes.Format(head)}, where a value was possible.");
            int key = SoakValues.NumberOf(reply.Key.In(head));
            Check.That(keys.Contains(key), $"Key {key} comes, and was not asked for.");
            VerifyValue(key, reply.Value.Length, hasLineEnd: true);
            _cas = reply.Cas;
            hits++;
        }

        return hits;
    }

    public override void Set(int key, ReadOnlySpan<byte> value, int ttl)
    {
        Store(new ClassicRequest { Verb = TextVerb.Set, Key = SoakValues.KeyOf(key), Exptime = ttl }, value);
        Expect(ReplyLine.Stored);
    }

    public override void Replace(int key, ReadOnlySpan<byte> value, int ttl)
    {
        if (Get([key]) == 1)
        {
            Store(new ClassicRequest { Verb = TextVerb.Cas, Key = SoakValues.KeyOf(key), Exptime = ttl, Cas = _cas }, value);
            Expect(ReplyLine.Stored, ReplyLine.Exists, ReplyLine.NotFound);
        }
    }

    public override void Delete(int key)
    {
        Ask(new ClassicRequest { Verb = TextVerb.Delete, Key = SoakValues.KeyOf(key) });
        Expect(ReplyLine.Deleted, ReplyLine.NotFound);
    }

    public override void Touch(int key, int ttl)
    {
        Ask(new ClassicRequest { Verb = TextVerb.Touch, Key = SoakValues.KeyOf(key), Exptime = ttl });
        Expect(ReplyLine.Touched, ReplyLine.NotFound);
    }

    public override void Count(int key, int ttl)
    {
        byte[] counter = Encoding.ASCII.GetBytes($"n:{key}");
        Ask(new ClassicRequest { Verb = TextVerb.Increment, Key = counter, Delta = 1 });
        TextReply reply = Receive(out byte[] head);
        if (reply.Line == ReplyLine.NotFound)
        {
            Store(new ClassicRequest { Verb = TextVerb.Add, Key = counter, Exptime = ttl }, "1"u8);
            Expect(ReplyLine.Stored, ReplyLine.NotStored);
            return;
        }

        Check.That(reply.Kind == TextReplyKind.Number, $"The server answers {EscapedBytes.Format(head)}, where a number was possible.");
    }

    private void Ask(in ClassicRequest request) => Send(request.TryWrite(Room, out int written), written);

    private void Store(in ClassicRequest request, ReadOnlySpan<byte> value) =>
        Send(request.TryWriteHead(Room, value.Length, out int written), written, value, ClassicReplyWriter.LineEnd);
}
