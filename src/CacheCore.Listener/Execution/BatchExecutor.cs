using CacheCore.Listener.Statistics;
using CacheCore.Listener.Verbs;
using CacheCore.Protocol;
using CacheCore.Transport.Memory;

namespace CacheCore.Listener.Execution;

/// <summary>
/// Carries out commands of one connection, whatever it comes over: reads as many ahead as a batch holds, has fetched what their keys lead
/// to, then carries them out one after the other and writes all replies into one buffer.
/// How commands are read and what they mean is the protocol's.
/// </summary>
internal abstract class BatchExecutor(ClientSession client, CommandContext context)
{
    /// <summary>The most commands that are read ahead.</summary>
    protected const int BatchSize = 32;

    private ValueBlock _passedOver;
    private int _carriedOut;

    // Bytes of a command that is still to end, in which its end is known not to be.
    private int _endless;

    /// <summary>How long the input has to be before it is worth coming back; 0 = any more bytes may do.</summary>
    public int Needed { get; private set; }

    protected ClientSession Client { get; } = client;

    /// <summary>Carries out what the input holds.</summary>
    /// <param name="input">What has arrived and was not consumed before.</param>
    /// <param name="consumed">How much of it is done with.</param>
    public ExecutionStatus Execute(ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = 0;
        Needed = 0;
        _carriedOut = 0;
        while (true)
        {
            if (_passedOver.Remaining > 0)
            {
                _ = _passedOver.Take(input[consumed..], out _, out int passed);
                consumed += passed;
                if (_passedOver.Remaining > 0)
                {
                    return ExecutionStatus.NeedMore;
                }
            }

            ReadOnlySpan<byte> rest = input[consumed..];
            if (_endless > 0 && !MayEnd(rest[_endless..]))
            {
                _endless = rest.Length;
                return ExecutionStatus.NeedMore;
            }

            _endless = 0;
            ExecutionStatus? status = GoOn(rest, out int done);
            consumed += done;
            if (status is { } reason)
            {
                return reason;
            }

            if (_carriedOut >= context.Options.RequestsPerTurn && consumed < input.Length)
            {
                context.Counts.Mine.Add(ListenerCounter.Yields);
                return ExecutionStatus.Paused;
            }
        }
    }

    /// <summary>There is no memory for a reply, which was not sent therefore: what becomes of the command and of the connection.</summary>
    /// <param name="input">What has arrived; begins with the command.</param>
    /// <param name="consumed">The command's length if the connection goes on.</param>
    protected virtual ExecutionStatus WithoutMemory(ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = 0;
        return ExecutionStatus.Closed;
    }

    /// <summary>
    /// Reads commands into the batch and begins to fetch what they need.
    /// One whose value is still to come stands behind those that are counted.
    /// </summary>
    /// <param name="input">What has arrived.</param>
    /// <param name="ends">Where each command ends; as many are read as it has room for.</param>
    /// <param name="count">Commands that are here as a whole.</param>
    /// <returns>Why no more were read; a command = the batch is full.</returns>
    protected abstract ParseStatus ReadAhead(ReadOnlySpan<byte> input, Span<int> ends, out int count);

    /// <summary>Carries out a command of the batch; false: it paused in its midst.</summary>
    protected abstract bool TryExecute(int index, ReadOnlySpan<byte> input);

    /// <summary>What a command that was carried out, or refused, leads to; null: the next one.</summary>
    protected abstract ExecutionStatus? After(int index);

    /// <summary>Keeps what is needed to go on with a command that paused, without reading it again.</summary>
    /// <param name="index">The command.</param>
    /// <param name="start">Where it begins; there the input will begin when it goes on.</param>
    /// <param name="end">Where it ends.</param>
    protected virtual void Keep(int index, int start, int end)
    {
    }

    /// <summary>Goes on with a command that paused; false: it paused again.</summary>
    /// <param name="input">What has arrived, from its first byte on.</param>
    /// <param name="consumed">Its length once it is done; 0 = none had paused.</param>
    protected virtual bool TryGoOn(ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = 0;
        return true;
    }

    /// <summary>False: what has come is not the end of a command that is longer than most, so there is nothing to be read anew.</summary>
    protected virtual bool MayEnd(ReadOnlySpan<byte> added) => true;

    /// <summary>True for a command whose value, still to come, will be stored: it is waited for as a whole.</summary>
    protected abstract bool WantsValue(int index, ReadOnlySpan<byte> input);

    /// <summary>Where the value of a command begins, and what there is to be taken of it.</summary>
    protected abstract int ValueOf(int index, out ValueBlock value);

    /// <summary>Null: there may be more.</summary>
    private ExecutionStatus? GoOn(ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = 0;
        try
        {
            if (!TryGoOn(input, out consumed))
            {
                return ExecutionStatus.Paused;
            }

            return consumed > 0 ? After(0) : ExecuteBatch(input, out consumed);
        }
        catch (NoConnectionMemoryException)
        {
            ExecutionStatus status = WithoutMemory(input[consumed..], out int passed);
            consumed += passed;
            return status;
        }
    }

    /// <summary>Null: there may be more.</summary>
    private ExecutionStatus? ExecuteBatch(ReadOnlySpan<byte> input, out int consumed)
    {
        Span<int> ends = stackalloc int[BatchSize];
        int most = Math.Clamp(context.Options.RequestsPerTurn - _carriedOut, 1, BatchSize);
        ParseStatus status = ReadAhead(input, ends[..most], out int count);
        _carriedOut += count;
        consumed = 0;
        for (int i = 0; i < count; i++)
        {
            if (!TryExecute(i, input))
            {
                Keep(i, consumed, ends[i]);
                return ExecutionStatus.Paused;
            }

            consumed = ends[i];
            if (After(i) is { } reason)
            {
                return reason;
            }
        }

        return status switch
        {
            ParseStatus.Command => null,
            ParseStatus.Close => ExecutionStatus.Closed,
            ParseStatus.ValuePending => AwaitValue(count, input, ref consumed),
            _ => AwaitEnd(input.Length - consumed),
        };
    }

    /// <summary>The longer what has come of a command, the less may each further byte have it looked through again.</summary>
    private ExecutionStatus AwaitEnd(int arrived)
    {
        _endless = arrived > ProtocolLimits.MaxLineLength ? arrived : 0;
        return ExecutionStatus.NeedMore;
    }

    /// <summary>A value that will be stored is waited for; another is passed over as it comes, behind the answer to its command.</summary>
    private ExecutionStatus? AwaitValue(int index, ReadOnlySpan<byte> input, ref int consumed)
    {
        int start = ValueOf(index, out ValueBlock value);
        if (WantsValue(index, input))
        {
            Needed = start + (int)value.Remaining - consumed;
            return ExecutionStatus.NeedMore;
        }

        _ = TryExecute(index, input[..start]);
        _passedOver = value;
        consumed = start;
        return After(index);
    }
}
