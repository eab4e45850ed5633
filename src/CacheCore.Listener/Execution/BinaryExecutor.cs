using CacheCore.Listener.Administration;
using CacheCore.Listener.Entry;
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
    private readonly SaslDialog? _sasl;
    private BinaryCommand[] _batch = [];

    [ThreadStatic]
    private static BinaryCommand[]? _threadsBatch; // as that of text

    /// <param name="context">What all connections share.</param>
    /// <param name="client">The connection.</param>
    /// <param name="control">The server.</param>
    /// <param name="sasl">Who may come; null = everybody.</param>
    public BinaryExecutor(CommandContext context, ClientSession client, IServerControl control, SaslDialog? sasl)
        : base(client, context)
    {
        _context = context;
        _sasl = sasl;
        _storage = new StorageVerbs(context);
        _verbs = new BinaryVerbs(context, _storage);
        _administration = new BinaryAdministration(context, control);
    }

    protected override ParseStatus ReadAhead(ReadOnlySpan<byte> input, Span<int> ends, out int count)
    {
        _batch = _threadsBatch ??= new BinaryCommand[BatchSize];
        var reader = new BinaryCommandReader(input);
        count = 0;
        while (count < ends.Length && reader.Read(out _batch[count]) == ParseStatus.Command)
        {
            Fetch(in _batch[count], input);
            ends[count++] = reader.Consumed;
        }

        return reader.Status;
    }

    protected override bool TryExecute(int index, ReadOnlySpan<byte> input)
    {
        ref readonly BinaryCommand command = ref _batch[index];
        if (IsStranger(command))
        {
            BinaryVerbs.Refuse(command, BinaryStatus.AuthenticationError, Client);
            Client.IsOver = true;
            Client.IsAtFault = true;
            return true;
        }

        if (_sasl is not null && command.Error == BinaryStatus.Success && SaslDialog.IsPart(command.Verb))
        {
            return _sasl.TryExecute(command, input, Client);
        }

        Execute(command, input);
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
        bool isWanted = _sasl is null ? Stores(command) : (_sasl.IsTrusted && Stores(command)) || SaslDialog.WantsData(command);
        return command.Error == BinaryStatus.Success && isWanted && !IsTooLarge(command);
    }

    protected override int ValueOf(int index, out ValueBlock value)
    {
        value = _batch[index].ValueBlock;
        return _batch[index].Value.Start;
    }

    /// <summary>
    /// True for a request that only those may make who have been found good. Lengths that make no frame come before that question.
    /// </summary>
    private bool IsStranger(in BinaryCommand command)
    {
        bool isFrame = command.Error != BinaryStatus.UnknownCommand || !command.ClosesConnection;
        return _sasl is { IsTrusted: false } && isFrame && !SaslDialog.IsOpenToAll(command.Verb);
    }

    private void Fetch(in BinaryCommand command, ReadOnlySpan<byte> input)
    {
        if (command.Error == BinaryStatus.Success && !command.Key.IsEmpty)
        {
            _context.Access.PrefetchBucket(_context.Access.Hash(command.Key.In(input)));
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
            StorageRequest request = new()
            {
                Way = BinaryVerbs.WayOf(command.Verb),
                ClientFlags = command.ClientFlags,
                Lifetime = _context.Time.LifetimeOf(command.Exptime),
            };
            _storage.Refuse(
                command.Key.In(input), command.Value.Length, in request, replaces: request.Way == StorageWay.Set, Client.Number);
            BinaryVerbs.Refuse(command, BinaryStatus.TooLarge, Client);
            return;
        }

        if (command.Kind is VerbKind.Administration or VerbKind.Session or VerbKind.Authentication)
        {
            _administration.Execute(command, input, Client);
        }
        else
        {
            _verbs.Execute(command, input, Client);
        }
    }

    /// <summary>False for others that may have a value, such as SASL's.</summary>
    private static bool Stores(in BinaryCommand command) => command.Kind == VerbKind.Storage;

    private bool IsTooLarge(in BinaryCommand command) =>
        Stores(command) && _context.IsTooLarge(command.Key.Length, command.Value.Length, command.ClientFlags);
}
