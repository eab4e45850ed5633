using CacheCore.Protocol.Text;

namespace CacheCore.TestKit;

/// <summary>
/// What a worker asks for, in one of memcached's protocols. Each request checks its reply: what is no possible answer fails the soak.
/// Values are <see cref="Payload"/>s under <c>s:NUMBER</c>, counters decimal numbers under <c>n:NUMBER</c>.
/// </summary>
internal abstract class SoakDialect(RawProbe probe) : IDisposable
{
    private const int LineEndLength = 2;

    private readonly byte[] _value = new byte[SoakValues.Largest + LineEndLength];

    private long _asked;

    protected RawProbe Probe { get; } = probe;

    /// <summary>Room for a request; its content is sent before it is used again.</summary>
    protected byte[] Room { get; } = new byte[4096];

    /// <summary>Reads some keys; how many of them were there.</summary>
    public int Get(ReadOnlySpan<int> keys)
    {
        _asked = Environment.TickCount64;
        return Read(keys);
    }

    public abstract void Set(int key, ReadOnlySpan<byte> value, int ttl);

    /// <summary>Writes over a value only if nobody else did since it was read. Dialects without such a thing set.</summary>
    public virtual void Replace(int key, ReadOnlySpan<byte> value, int ttl) => Set(key, value, ttl);

    public abstract void Delete(int key);

    public abstract void Touch(int key, int ttl);

    /// <summary>Counts one up, from nothing if there is no such counter.</summary>
    public abstract void Count(int key, int ttl);

    /// <summary>Begins to store something and leaves.</summary>
    public void Break(int key)
    {
        Probe.Send($"set s:{key} 0 0 100000\r\nhalf");
        Dispose();
    }

    public void Dispose() => Probe.Dispose();

    protected abstract int Read(ReadOnlySpan<int> keys);

    /// <summary>Sends what was written into the room.</summary>
    protected void Send(bool fits, int written)
    {
        Check.That(fits, "The request does not fit.");
        Probe.Send(Room.AsSpan(0, written));
    }

    /// <summary>Sends what was written into the room, and a value behind it.</summary>
    protected void Send(bool fits, int written, ReadOnlySpan<byte> value, ReadOnlySpan<byte> end)
    {
        Send(fits, written);
        Probe.Send(value);
        Probe.Send(end);
    }

    /// <summary>The next reply to a text command; its value is left to be verified.</summary>
    protected TextReply Receive(out byte[] head)
    {
        bool isReply = Probe.TryReadReply(out TextReply reply, out head);
        Check.That(isReply, $"The server answers {EscapedBytes.Format(head)}, and no more.");
        return reply;
    }

    protected void VerifyValue(int key, int length, bool hasLineEnd)
    {
        Check.That(length <= SoakValues.Largest, $"Key {key}: a value of {length} bytes.");
        Span<byte> value = _value.AsSpan(0, length + (hasLineEnd ? LineEndLength : 0));
        Check.That(Probe.TryRead(value), "The server closed the connection.");
        Check.That(!hasLineEnd || value.EndsWith("\r\n"u8), $"Key {key}: no line end behind the value.");
        SoakValues.Verify(value[..length], key, _asked);
    }

    protected void Expect(params ReadOnlySpan<ReplyLine> possible)
    {
        TextReply reply = Receive(out byte[] head);
        Check.That(possible.Contains(reply.Line), $"The server answers {EscapedBytes.Format(head)}, where {possible[0]} was possible.");
    }

    protected void ExpectMeta(params ReadOnlySpan<MetaStatus> possible)
    {
        TextReply reply = Receive(out byte[] head);
        bool isPossible = reply.Kind == TextReplyKind.Meta && possible.Contains(reply.Status);
        Check.That(isPossible, $"The server answers {EscapedBytes.Format(head)}, where {possible[0]} was possible.");
    }
}
