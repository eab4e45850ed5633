using System.Buffers.Text;
using CacheCore.Protocol;
using CacheCore.Server.Authentication;
using CacheCore.Server.Execution;
using CacheCore.Server.Sessions;

namespace CacheCore.Server.Tests.Execution;

/// <summary>
/// Lines with a number each, answered by the same line once so many milliseconds are over; <c>hold</c> is answered once somebody says so.
/// </summary>
internal struct WaitingDialect(ClientSession client, Task held) : IDialect
{
    private const byte LineEnd = (byte)'\n';

    public readonly void Begin()
    {
    }

    public readonly ParseStatus ReadAhead(ReadOnlySpan<byte> input, Span<int> ends, out int count)
    {
        count = 0;
        int end = 0;
        while (count < ends.Length)
        {
            int length = input[end..].IndexOf(LineEnd) + 1;
            if (length == 0)
            {
                return ParseStatus.NeedMore;
            }

            end += length;
            ends[count++] = end;
        }

        return ParseStatus.Command;
    }

    public readonly bool TryExecute(int index, ReadOnlySpan<byte> input, int start, int until)
    {
        ReadOnlySpan<byte> line = input[start..until];
        if (line.StartsWith("hold"u8))
        {
            client.Defer(new Answer(client, held, "held\r\n"u8.ToArray()));
        }
        else if (!Utf8Parser.TryParse(line, out int milliseconds, out _))
        {
            client.Output.Add("ERROR\r\n"u8);
        }
        else if (milliseconds == 0)
        {
            client.Output.Add(line);
        }
        else
        {
            client.Defer(new Answer(client, Task.Delay(milliseconds), line.ToArray()));
        }

        return true;
    }

    public readonly bool TryResume(ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = 0;
        return true;
    }

    public readonly int ValueOf(int index, ReadOnlySpan<byte> input, out ValueBlock value, out bool isWanted) =>
        throw new NotSupportedException("There are no values.");

    public readonly bool MayEnd(ReadOnlySpan<byte> added) => added.Contains(LineEnd);

    public readonly bool TryRefuse(ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = 0;
        return false;
    }

    /// <summary>An answer that comes later.</summary>
    private sealed class Answer(ClientSession client, Task time, byte[] line) : IDeferred
    {
        public async ValueTask<bool> ContinueAsync(CancellationToken cancellationToken)
        {
            await time.WaitAsync(cancellationToken).ConfigureAwait(false);
            client.Output.Add(line);
            return false;
        }

        public void Dispose()
        {
        }
    }

    /// <summary>Makes executors of this dialect.</summary>
    internal sealed class Factory(TurnLimits limits) : ICommandExecutorFactory
    {
        private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Lets all go on who are held.</summary>
        public void Release() => _held.SetResult();

        public ICommandExecutor ForText(ClientSession client) =>
            new BatchLoop<WaitingDialect>(client, new WaitingDialect(client, _held.Task), limits);

        public ICommandExecutor ForBinary(ClientSession client, SaslDialog? sasl) => ForText(client);
    }
}
