using System.Buffers;
using CacheCore.Protocol;
using CacheCore.Protocol.Text;
using CacheCore.Server.Counting;
using CacheCore.Server.Execution;
using CacheCore.Server.Sessions;

namespace CacheCore.Server.Connections;

/// <summary>
/// Carries out what one datagram asks, and makes the datagrams that answer it. Nothing is carried over to the next one: what a datagram
/// does not hold as a whole was never said. For one thread at a time.
/// </summary>
/// <param name="services">What all connections share.</param>
/// <param name="number">Tells the socket from connections in logs.</param>
internal sealed class DatagramExecutor(ConnectionServices services, int number)
{
    /// <summary>What an answer may have beside one item as large as any; who wants more has TCP.</summary>
    private const int Beside = 64 << 10;

    /// <summary>Memory that is kept from one datagram to the next.</summary>
    private const int MostKept = 1 << 20;

    private const int Payload = UdpFrame.MaxDatagramLength - UdpFrame.Length;

    private ArrayBufferWriter<byte> _replies = new();

    public int Number => number;

    /// <summary>Bytes that an answer has at most.</summary>
    public long MostBytes { get; } = Math.Min((long)services.Limits.LargestItem + Beside, (long)ushort.MaxValue * Payload);

    /// <summary>
    /// The datagrams that answer one; none if there is nothing to say, or it is not to be answered. Valid until the next call.
    /// </summary>
    /// <param name="datagram">What came.</param>
    /// <param name="cancellationToken">Nobody waits for the answer any more.</param>
    public async ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> AnswerAsync(ReadOnlyMemory<byte> datagram, CancellationToken cancellationToken)
    {
        if (_replies.Capacity > MostKept)
        {
            _replies = new ArrayBufferWriter<byte>();
        }

        _replies.ResetWrittenCount();
        if (!UdpFrame.TryReadRequest(datagram.Span, out UdpFrame frame))
        {
            return [];
        }

        services.Counts.Add(ServerCounter.BytesRead, datagram.Length);
        await ExecuteAsync(datagram[UdpFrame.Length..], cancellationToken).ConfigureAwait(false);
        return IsNoCommand() ? [] : Split(frame.RequestId);
    }

    private async ValueTask ExecuteAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        var output = new ReplyBuffer(_replies);
        var client = new ClientSession(number, output);
        var executor = new ClientExecutor(services.Executors, client, services.Limits, MemcachedProtocol.Auto, gate: null);
        bool goesOn = true;
        try
        {
            while (goesOn && !input.IsEmpty)
            {
                ExecutionStatus status = executor.Execute(input.Span, out int consumed);
                input = input[consumed..];
                output.Commit();
                while (client.IsDeferred && !IsTooMuch())
                {
                    _ = await client.ContinueAsync(cancellationToken).ConfigureAwait(false);
                    output.Commit();
                }

                goesOn = status is ExecutionStatus.Paused or ExecutionStatus.Waits && !IsTooMuch();
            }
        }
        finally
        {
            client.Drop();
            services.Counts.Add(ServerCounter.Yields, client.Traffic.Yields);
        }

        if (client.Watcher is { } watcher)
        {
            services.Watch.Remove(watcher); // there is nobody to tell
            _replies.ResetWrittenCount();
        }

        if (IsTooMuch())
        {
            _replies.ResetWrittenCount();
            _replies.Write(ReplyLines.TextOf(ReplyLine.OutOfMemoryReplying));
        }
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
            services.Counts.Add(ServerCounter.BytesWritten, datagram.Length);
        }

        return datagrams;
    }
}
