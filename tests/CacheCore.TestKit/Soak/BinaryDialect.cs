using System.Text;
using CacheCore.Protocol;
using CacheCore.Protocol.Binary;

namespace CacheCore.TestKit;

internal sealed class BinaryDialect(RawProbe probe) : SoakDialect(probe)
{
    private const int LongestRest = 64;

    protected override int Read(ReadOnlySpan<int> keys)
    {
        int hits = 0;
        foreach (int key in keys)
        {
            Ask(new BinaryRequest { Verb = BinaryVerb.Get, Key = SoakValues.KeyOf(key) });
            BinaryReply reply = Receive(BinaryVerb.Get, BinaryStatus.Success, BinaryStatus.NotFound);
            if (reply.Status == BinaryStatus.NotFound)
            {
                Skip(reply.Value.Length);
                continue;
            }

            VerifyValue(key, reply.Value.Length, hasLineEnd: false);
            hits++;
        }

        return hits;
    }

    public override void Set(int key, ReadOnlySpan<byte> value, int ttl)
    {
        var request = new BinaryRequest { Verb = BinaryVerb.Set, Key = SoakValues.KeyOf(key), Exptime = (uint)ttl };
        Send(request.TryWriteHead(Room, value.Length, out int written), written, value, end: []);
        Finish(BinaryVerb.Set, BinaryStatus.Success);
    }

    public override void Delete(int key)
    {
        Ask(new BinaryRequest { Verb = BinaryVerb.Delete, Key = SoakValues.KeyOf(key) });
        Finish(BinaryVerb.Delete, BinaryStatus.Success, BinaryStatus.NotFound);
    }

    public override void Touch(int key, int ttl)
    {
        Ask(new BinaryRequest { Verb = BinaryVerb.Touch, Key = SoakValues.KeyOf(key), Exptime = (uint)ttl });
        Finish(BinaryVerb.Touch, BinaryStatus.Success, BinaryStatus.NotFound);
    }

    public override void Count(int key, int ttl)
    {
        byte[] counter = Encoding.ASCII.GetBytes($"n:{key}");
        Ask(new BinaryRequest { Verb = BinaryVerb.Increment, Key = counter, Delta = 1, Initial = 1, Exptime = (uint)ttl });
        Finish(BinaryVerb.Increment, BinaryStatus.Success);
    }

    private void Ask(in BinaryRequest request) => Send(request.TryWrite(Room, out int written), written);

    private void Finish(BinaryVerb verb, params ReadOnlySpan<BinaryStatus> possible) => Skip(Receive(verb, possible).Value.Length);

    /// <summary>The next reply; its value is left to be read.</summary>
    private BinaryReply Receive(BinaryVerb verb, params ReadOnlySpan<BinaryStatus> possible)
    {
        while (true)
        {
            ReplyStatus status = new BinaryReplyReader(Probe.Arrived).Read(out BinaryReply reply);
            if (status is ReplyStatus.Reply or ReplyStatus.ValuePending)
            {
                bool isPossible = reply.Verb == verb && possible.Contains(reply.Status);
                Check.That(isPossible, $"The server answers status {reply.Status} to opcode {reply.Opcode}, where {verb} was asked for.");
                Probe.Skip(reply.Value.Start);
                return reply;
            }

            bool comesMore = status == ReplyStatus.NeedMore && Probe.TryReceive(known: Probe.Arrived.Length);
            Check.That(comesMore, $"The server answers {Convert.ToHexString(Probe.Arrived)}, and no more.");
        }
    }

    private void Skip(int length)
    {
        Check.That(length <= LongestRest, $"{length} bytes where few were possible.");
        Check.That(Probe.TryRead(stackalloc byte[length]), "The server closed the connection.");
    }
}
