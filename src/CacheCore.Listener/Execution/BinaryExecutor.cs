using CacheCore.Listener.Administration;
using CacheCore.Listener.Verbs;
using CacheCore.Protocol;
using CacheCore.Protocol.Binary;

namespace CacheCore.Listener.Execution;

/// <summary>Carries out binary requests.</summary>
internal sealed class BinaryExecutor : BatchExecutor
{
    private readonly CommandContext _context;
    private readonly StorageVerbs _storage;
    private readonly BinaryVerbs _verbs;
    private readonly BinaryAdministration _administration;
    private BinaryCommand[] _batch = [];

    [ThreadStatic]
    private static BinaryCommand[]? _threadsBatch; // as that of text

    public BinaryExecutor(CommandContext context, ClientSession client, IServerControl control)
        : base(client, context)
    {
        _context = context;
        _storage = new StorageVerbs(context);
        _verbs = new BinaryVerbs(context, _storage);
        _administration = new BinaryAdministration(context, control);
    }

    protected override ParseStatus ReadAhead(ReadOnlySpan<byte> input, Span<int> ends, out int count)
    {
        _batch = _threadsBatch ??= new BinaryCommand[BatchSize];
        var reader = new BinaryCommandReader(input);
        count = 0;
        while (count < BatchSize && reader.Read(out _batch[count]) == ParseStatus.Command)
        {
            Fetch(in _batch[count], input);
            ends[count++] = reader.Consumed;
        }

        return reader.Status;
    }

    protected override bool TryExecute(int index, ReadOnlySpan<byte> input)
    {
        Execute(in _batch[index], input);
        return true;
    }

    protected override ExecutionStatus? After(int index)
    {
        if (_batch[index].ClosesConnection || Client.IsOver)
        {
            return ExecutionStatus.Closed;
        }

        if (Client.Aside is not null)
        {
            return ExecutionStatus.Aside;
        }

        return Client.Output.Pending >= Limits.MostPending ? ExecutionStatus.Paused : null;
    }

    protected override bool WantsValue(int index, ReadOnlySpan<byte> input)
    {
        ref readonly BinaryCommand command = ref _batch[index];
        return command.Error == BinaryStatus.Success && Stores(command) && !IsTooLarge(command);
    }

    protected override int ValueOf(int index, out ValueBlock value)
    {
        value = _batch[index].ValueBlock;
        return _batch[index].Value.Start;
    }

    private void Fetch(in BinaryCommand command, ReadOnlySpan<byte> input)
    {
        if (command.Error == BinaryStatus.Success && !command.Key.IsEmpty)
        {
            _context.Store.Reads.PrefetchBucket(_context.Parts.Hash.Of(command.Key.In(input)));
        }
    }

    private void Execute(in BinaryCommand command, ReadOnlySpan<byte> input)
    {
        if (command.Error != BinaryStatus.Success)
        {
            BinaryVerbs.Refuse(command, command.Error, Client);
            return;
        }

        if (IsTooLarge(command))
        {
            _storage.Refuse(command.Key.In(input), BinaryVerbs.WayOf(command.Verb));
            BinaryVerbs.Refuse(command, BinaryStatus.TooLarge, Client);
            return;
        }

        if (command.Verb is >= BinaryVerb.Get and <= BinaryVerb.Decrement)
        {
            _verbs.Execute(command, input, Client);
        }
        else
        {
            _administration.Execute(command, input, Client);
        }
    }

    /// <summary>False for others that may have a value, such as SASL's, which nobody wants here.</summary>
    private static bool Stores(in BinaryCommand command) => command.Verb is >= BinaryVerb.Set and <= BinaryVerb.Prepend;

    private bool IsTooLarge(in BinaryCommand command) =>
        Stores(command) && _context.IsTooLarge(command.Key.Length, command.Value.Length, command.ClientFlags);
}
