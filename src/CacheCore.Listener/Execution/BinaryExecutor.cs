using CacheCore.Listener.Administration;
using CacheCore.Listener.Verbs;
using CacheCore.Protocol;
using CacheCore.Protocol.Binary;

namespace CacheCore.Listener.Execution;

/// <summary>Carries out binary requests of one connection, as <see cref="TextExecutor"/> does text commands.</summary>
internal sealed class BinaryExecutor
{
    private const int BatchSize = 32;

    private readonly CommandContext _context;
    private readonly ClientSession _client;
    private readonly StorageVerbs _storage;
    private readonly BinaryVerbs _verbs;
    private readonly BinaryAdministration _administration;
    private readonly BinaryCommand[] _batch = new BinaryCommand[BatchSize];
    private ValueBlock _passedOver;

    public BinaryExecutor(CommandContext context, ClientSession client, IServerControl control)
    {
        _context = context;
        _client = client;
        _storage = new StorageVerbs(context);
        _verbs = new BinaryVerbs(context, _storage);
        _administration = new BinaryAdministration(context, control);
    }

    /// <inheritdoc cref="TextExecutor.Needed"/>
    public int Needed { get; private set; }

    /// <inheritdoc cref="TextExecutor.Execute"/>
    public ExecutionStatus Execute(ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = 0;
        Needed = 0;
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

            ExecutionStatus? status = ExecuteBatch(input[consumed..], out int done);
            consumed += done;
            if (status is { } reason)
            {
                return reason;
            }
        }
    }

    /// <summary>Null: there may be more.</summary>
    private ExecutionStatus? ExecuteBatch(ReadOnlySpan<byte> input, out int consumed)
    {
        var reader = new BinaryCommandReader(input);
        Span<int> ends = stackalloc int[BatchSize];
        int count = 0;
        while (count < BatchSize && reader.Read(out _batch[count]) == ParseStatus.Command)
        {
            Fetch(in _batch[count], input);
            ends[count++] = reader.Consumed;
        }

        consumed = 0;
        for (int i = 0; i < count; i++)
        {
            Execute(in _batch[i], input);
            consumed = ends[i];
            if (_batch[i].ClosesConnection || _client.IsOver)
            {
                return ExecutionStatus.Closed;
            }

            if (_client.Output.Pending >= Limits.MostPending)
            {
                return ExecutionStatus.Paused;
            }
        }

        switch (reader.Status)
        {
            case ParseStatus.Command:
                return null;
            case ParseStatus.Close:
                return ExecutionStatus.Closed;
            case ParseStatus.ValuePending:
                return AwaitValue(in _batch[count], input, ref consumed);
            default:
                return ExecutionStatus.NeedMore;
        }
    }

    private void Fetch(in BinaryCommand command, ReadOnlySpan<byte> input)
    {
        if (command.Error == BinaryStatus.Success && !command.Key.IsEmpty)
        {
            _context.Store.Reads.PrefetchBucket(_context.Parts.Hash.Of(command.Key.In(input)));
        }
    }

    /// <summary>A value that will be stored is waited for as a whole, one that will not is passed over as it comes.</summary>
    private ExecutionStatus? AwaitValue(in BinaryCommand command, ReadOnlySpan<byte> input, ref int consumed)
    {
        if (command.Error == BinaryStatus.Success && !IsTooLarge(command))
        {
            Needed = command.Value.End - consumed;
            return ExecutionStatus.NeedMore;
        }

        Execute(command, input[..command.Value.Start]);
        _passedOver = command.ValueBlock;
        consumed = command.Value.Start;
        return command.ClosesConnection ? ExecutionStatus.Closed : null;
    }

    private void Execute(in BinaryCommand command, ReadOnlySpan<byte> input)
    {
        if (command.Error != BinaryStatus.Success)
        {
            BinaryVerbs.Refuse(command, command.Error, _client);
            return;
        }

        if (IsTooLarge(command))
        {
            _storage.Refuse(command.Key.In(input), BinaryVerbs.WayOf(command.Verb));
            BinaryVerbs.Refuse(command, BinaryStatus.TooLarge, _client);
            return;
        }

        if (command.Verb is >= BinaryVerb.Get and <= BinaryVerb.Decrement)
        {
            _verbs.Execute(command, input, _client);
        }
        else
        {
            _administration.Execute(command, input, _client);
        }
    }

    private bool IsTooLarge(in BinaryCommand command) =>
        command.Verb is >= BinaryVerb.Set and <= BinaryVerb.Prepend && _context.IsTooLarge(command.Key.Length, command.Value.Length, command.ClientFlags);
}
