using CacheCore.Protocol;
using CacheCore.Server.Counting;
using CacheCore.Server.Sessions;
using CacheCore.Transport.Memory;

namespace CacheCore.Server.Execution;

/// <summary>
/// Carries out commands of one connection, whatever it comes over: reads as many ahead as a batch holds, has fetched what their keys lead
/// to, then carries them out one after the other and writes all replies into one buffer.
/// </summary>
/// <typeparam name="TDialect">How commands are read and what they mean.</typeparam>
public sealed class BatchLoop<TDialect> : ICommandExecutor
    where TDialect : struct, IDialect
{
    private readonly ClientSession _client;
    private readonly TurnLimits _limits;
#pragma warning disable IDE0044 // it changes with each call; of a readonly field a copy would
    private TDialect _dialect;
#pragma warning restore IDE0044
    private ValueBlock _passedOver;
    private int _carriedOut;
    private int _endless; // bytes of a command that is still to end, in which its end is known not to be

    /// <param name="client">Whose commands they are.</param>
    /// <param name="dialect">How they are read and what they mean.</param>
    /// <param name="limits">How many of them make a turn.</param>
    public BatchLoop(ClientSession client, TDialect dialect, TurnLimits limits)
    {
        _client = client;
        _dialect = dialect;
        _limits = limits;
    }

    /// <inheritdoc/>
    public int Needed { get; private set; }

    /// <inheritdoc/>
    public ExecutionStatus Execute(ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = Needed = _carriedOut = 0;
        _dialect.Begin();
        ExecutionStatus? status = _client.IsDeferred ? ExecutionStatus.Waits : null;
        while (status is null)
        {
            status = PassOver(input[consumed..], out int done);
            consumed += done;
            if (status is null)
            {
                status = Next(input[consumed..], out done);
                consumed += done;
            }

            if (status is null && _carriedOut >= _limits.Requests && consumed < input.Length)
            {
                _limits.Counts.Add(ServerCounter.Yields);
                status = ExecutionStatus.Paused;
            }
        }

        return status.Value;
    }

    /// <summary>A turn, or what is left of a value that nobody wants; null: there may be more.</summary>
    private ExecutionStatus? PassOver(ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = 0;
        if (_passedOver.Remaining > 0)
        {
            _ = _passedOver.Take(input, out _, out consumed);
            if (_passedOver.Remaining > 0)
            {
                return ExecutionStatus.NeedMore;
            }
        }

        if (_endless > 0 && !_dialect.MayEnd(input[(consumed + _endless)..]))
        {
            _endless = input.Length - consumed;
            return ExecutionStatus.NeedMore;
        }

        _endless = 0;
        return null;
    }

    private ExecutionStatus? Next(ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = 0;
        try
        {
            if (!_dialect.TryResume(input, out consumed))
            {
                return ExecutionStatus.Paused;
            }

            return consumed > 0 ? _client.Outcome : ExecuteBatch(input, out consumed);
        }
        catch (NoConnectionMemoryException)
        {
            bool isRefused = _dialect.TryRefuse(input[consumed..], out int passed);
            consumed += passed;
            return isRefused ? ExecutionStatus.Paused : ExecutionStatus.Closed;
        }
    }

    private ExecutionStatus? ExecuteBatch(ReadOnlySpan<byte> input, out int consumed)
    {
        Span<int> ends = stackalloc int[TurnLimits.BatchSize];
        int most = Math.Clamp(_limits.Requests - _carriedOut, 1, TurnLimits.BatchSize);
        ParseStatus status = _dialect.ReadAhead(input, ends[..most], out int count);
        _carriedOut += count;
        consumed = 0;
        for (int i = 0; i < count; i++)
        {
            if (!_dialect.TryExecute(i, input, consumed..ends[i]))
            {
                return ExecutionStatus.Paused;
            }

            consumed = ends[i];
            if (_client.Outcome is { } outcome)
            {
                return outcome;
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
        int start = _dialect.ValueOf(index, input, out ValueBlock value, out bool isWanted);
        if (isWanted)
        {
            Needed = start + (int)value.Remaining - consumed;
            return ExecutionStatus.NeedMore;
        }

        _ = _dialect.TryExecute(index, input[..start], consumed..start);
        _passedOver = value;
        consumed = start;
        return _client.Outcome;
    }
}
