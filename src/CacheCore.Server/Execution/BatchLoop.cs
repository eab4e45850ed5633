using CacheCore.Protocol;
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
        if (_client.IsDeferred)
        {
            return ExecutionStatus.Waits;
        }

        while (true)
        {
            bool isAmidst = _passedOver.Remaining > 0 || _endless > 0; // seldom; most input begins with a command
            if (isAmidst && !TryPassOver(input, ref consumed))
            {
                return ExecutionStatus.NeedMore;
            }

            bool goesOn = TryNext(input[consumed..], out int done, out ExecutionStatus why);
            consumed += done;
            if (!goesOn)
            {
                return why;
            }

            if (_carriedOut >= _limits.Requests && consumed < input.Length)
            {
                _client.Traffic.Yielded();
                return ExecutionStatus.Paused;
            }
        }
    }

    /// <summary>What is left of a value that nobody wants, and of a long line whose end is still to come; false: it goes on.</summary>
    private bool TryPassOver(ReadOnlySpan<byte> input, ref int consumed)
    {
        if (_passedOver.Remaining > 0)
        {
            _ = _passedOver.Take(input[consumed..], out _, out int passed);
            consumed += passed;
            if (_passedOver.Remaining > 0)
            {
                return false;
            }
        }

        if (_endless > 0 && !_dialect.MayEnd(input[(consumed + _endless)..]))
        {
            _endless = input.Length - consumed;
            return false;
        }

        _endless = 0;
        return true;
    }

    /// <summary>What had paused, or a batch; false: why nothing follows it now.</summary>
    private bool TryNext(ReadOnlySpan<byte> input, out int consumed, out ExecutionStatus why)
    {
        consumed = 0;
        try
        {
            if (!_dialect.TryResume(input, out consumed))
            {
                why = ExecutionStatus.Paused;
                return false;
            }

            return consumed > 0 ? !_client.TryGetOutcome(out why) : TryBatch(input, out consumed, out why);
        }
        catch (NoConnectionMemoryException)
        {
            bool isRefused = _dialect.TryRefuse(input[consumed..], out int passed);
            consumed += passed;
            why = isRefused ? ExecutionStatus.Paused : ExecutionStatus.Closed;
            return false;
        }
    }

    /// <summary>Reads a batch and carries it out; false: why there is no other.</summary>
    private bool TryBatch(ReadOnlySpan<byte> input, out int consumed, out ExecutionStatus why)
    {
        Span<int> ends = stackalloc int[TurnLimits.BatchSize];
        int most = Math.Clamp(_limits.Requests - _carriedOut, 1, TurnLimits.BatchSize);
        ParseStatus status = _dialect.ReadAhead(input, ends[..most], out int count);
        _carriedOut += count;
        consumed = 0;
        for (int i = 0; i < count; i++)
        {
            if (!_dialect.TryExecute(i, input, consumed, ends[i]))
            {
                why = ExecutionStatus.Paused;
                return false;
            }

            consumed = ends[i];
            if (_client.TryGetOutcome(out why))
            {
                return false;
            }
        }

        switch (status)
        {
            case ParseStatus.Command:
                why = default; // there is none
                return true;
            case ParseStatus.Close:
                why = ExecutionStatus.Closed;
                return false;
            case ParseStatus.ValuePending:
                return TryAwaitValue(count, input, ref consumed, out why);
            default:
                // The longer what has come of a command, the less may each further byte have it looked through again.
                int arrived = input.Length - consumed;
                _endless = arrived > ProtocolLimits.MaxLineLength ? arrived : 0;
                why = ExecutionStatus.NeedMore;
                return false;
        }
    }

    /// <summary>A value that will be stored is waited for; another is passed over as it comes, behind the answer to its command.</summary>
    private bool TryAwaitValue(int index, ReadOnlySpan<byte> input, ref int consumed, out ExecutionStatus why)
    {
        int start = _dialect.ValueOf(index, input, out ValueBlock value, out bool isWanted);
        if (isWanted)
        {
            Needed = start + (int)value.Remaining - consumed;
            why = ExecutionStatus.NeedMore;
            return false;
        }

        _ = _dialect.TryExecute(index, input[..start], consumed, start);
        _passedOver = value;
        consumed = start;
        return !_client.TryGetOutcome(out why);
    }
}
