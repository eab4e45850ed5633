using System.Buffers;
using CacheCore.Listener.Administration;
using CacheCore.Listener.Execution;
using CacheCore.Listener.Primitives;
using CacheCore.Listener.Statistics;
using CacheCore.Listener.Verbs;
using CacheCore.Protocol;
using CacheCore.Protocol.Text;

namespace CacheCore.Listener.Connections;

/// <summary>
/// Carries out what one datagram asks, and makes the datagrams that answer it. Nothing is carried over to the next one: what a datagram
/// does not hold as a whole was never said. For one thread at a time.
/// </summary>
/// <param name="context">What all connections share.</param>
/// <param name="control">The server.</param>
/// <param name="number">Tells the socket from connections in logs.</param>
internal sealed class DatagramExecutor(CommandContext context, IServerControl control, int number)
{
    /// <summary>What an answer may have beside one item as large as any; who wants more has TCP.</summary>
    private const int Beside = 64 << 10;

    /// <summary>Memory that is kept from one datagram to the next.</summary>
    private const int MostKept = 1 << 20;

    private const int Payload = UdpFrame.MaxDatagramLength - UdpFrame.Length;

    private ArrayBufferWriter<byte> _replies = new();

    public int Number => number;

    /// <summary>Bytes that an answer has at most.</summary>
    public long MostBytes { get; } = Math.Min((long)context.MaxItemSize + Beside, (long)ushort.MaxValue * Payload);

    /// <summary>
    /// The datagrams that answer one; none if there is nothing to say, or it is not to be answered. Valid until the next call.
    /// </summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Answer(ReadOnlySpan<byte> datagram)
    {
        if (_replies.Capacity > MostKept)
        {
            _replies = new ArrayBufferWriter<byte>();
        }

        _replies.ResetWrittenCount();
        if (!UdpFrame.TryReadRequest(datagram, out UdpFrame frame))
        {
            return [];
        }

        context.Counts.Mine.Add(ListenerCounter.BytesRead, datagram.Length);
        Execute(datagram[UdpFrame.Length..]);
        return IsNoCommand() ? [] : Split(frame.RequestId);
    }

    private void Execute(ReadOnlySpan<byte> input)
    {
        var output = new ReplyBuffer(_replies);
        var client = new ClientSession(number, output);
        var executor = new CommandExecutor(context, client, control, MemcachedProtocol.Auto, gate: null);
        bool goesOn = true;
        while (goesOn && !input.IsEmpty)
        {
            ExecutionStatus status = executor.Execute(input, out int consumed);
            input = input[consumed..];
            output.Commit();
            if (status == ExecutionStatus.Aside)
            {
                WorkAside(client, output);
            }

            goesOn = status is ExecutionStatus.Paused or ExecutionStatus.Aside && !IsTooMuch();
        }

        if (client.Watcher is { } watcher)
        {
            context.Watch.Remove(watcher); // there is nobody to tell
            _replies.ResetWrittenCount();
        }

        if (IsTooMuch())
        {
            _replies.ResetWrittenCount();
            _replies.Write(ReplyLines.TextOf(ReplyLine.OutOfMemoryReplying));
        }
    }

    private void WorkAside(ClientSession client, ReplyBuffer output)
    {
        using IEnumerator<bool> work = client.Aside!;
        client.Aside = null;
        while (!IsTooMuch() && work.MoveNext())
        {
            output.Commit();
        }

        output.Commit();
    }

    /// <summary>An answer of another server is no command either: who answered it would be answered, and so on without end.</summary>
    private bool IsNoCommand() => _replies.WrittenSpan.StartsWith(ReplyLines.TextOf(ReplyLine.Error));

    private bool IsTooMuch() => _replies.WrittenCount > MostBytes;

    private List<ReadOnlyMemory<byte>> Split(ushort requestId)
    {
        List<ReadOnlyMemory<byte>> datagrams = [];
        ReadOnlySpan<byte> rest = _replies.WrittenSpan;
        ushort count = (ushort)((rest.Length + Payload - 1) / Payload);
        for (ushort i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> part = rest[..Math.Min(Payload, rest.Length)];
            byte[] datagram = new byte[UdpFrame.Length + part.Length];
            _ = new UdpFrame(requestId, i, count).TryWrite(datagram);
            part.CopyTo(datagram.AsSpan(UdpFrame.Length));
            datagrams.Add(datagram);
            rest = rest[part.Length..];
            context.Counts.Mine.Add(ListenerCounter.BytesWritten, datagram.Length);
        }

        return datagrams;
    }
}
