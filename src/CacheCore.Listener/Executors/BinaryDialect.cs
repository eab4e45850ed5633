using CacheCore.Listener.Verbs;
using CacheCore.Protocol;
using CacheCore.Protocol.Binary;
using CacheCore.Server.Authentication;
using CacheCore.Server.Execution;
using CacheCore.Server.Sessions;

namespace CacheCore.Listener.Executors;

/// <summary>Carries out binary requests.</summary>
/// <param name="context">What all connections share.</param>
/// <param name="verbs">What requests do.</param>
/// <param name="client">Whose requests they are.</param>
/// <param name="sasl">Who may come; null = everybody.</param>
internal struct BinaryDialect(CommandContext context, BinaryRequestVerbs verbs, ClientSession client, SaslDialog? sasl) : IDialect
{
    private BinaryCommand[] _batch = [];

    [ThreadStatic]
    private static BinaryCommand[]? _threadsBatch; // as that of text

    public void Begin() => context.BeginBatch(client);

    public ParseStatus ReadAhead(ReadOnlySpan<byte> input, Span<int> ends, out int count)
    {
        if (_batch != _threadsBatch)
        {
            _batch = _threadsBatch ??= new BinaryCommand[TurnLimits.BatchSize];
        }

        var reader = new BinaryCommandReader(input);
        count = 0;
        while (count < ends.Length && reader.Read(out _batch[count]) == ParseStatus.Command)
        {
            Fetch(in _batch[count], input);
            ends[count++] = reader.Consumed;
        }

        return reader.Status;
    }

    public bool TryExecute(int index, ReadOnlySpan<byte> input, int start, int until)
    {
        ref readonly BinaryCommand command = ref _batch[index];
        if (IsStranger(command))
        {
            BinaryAnswers.Refuse(command, BinaryStatus.AuthenticationError, client);
            client.IsOver = client.IsAtFault = true;
            return true;
        }

        if (sasl is not null && command.Error == BinaryStatus.Success && SaslDialog.IsPart(command.Verb))
        {
            return sasl.TryExecute(command, input, client);
        }

        Execute(command, input);
        if (command.ClosesConnection && !client.IsOver)
        {
            client.IsOver = client.IsAtFault = true;
        }

        return true;
    }

    /// <summary>None pauses in its midst: one that has to wait is read anew.</summary>
    public bool TryResume(ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = 0;
        return true;
    }

    public bool TryRefuse(ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = 0;
        return false;
    }

    public bool MayEnd(ReadOnlySpan<byte> added) => true;

    public int ValueOf(int index, ReadOnlySpan<byte> input, out ValueBlock value, out bool isWanted)
    {
        ref readonly BinaryCommand command = ref _batch[index];
        value = command.ValueBlock;
        bool isMeant = sasl is null ? Stores(command) : (sasl.IsTrusted && Stores(command)) || SaslDialog.WantsData(command);
        isWanted = command.Error == BinaryStatus.Success && isMeant && !IsTooLarge(command);
        return command.Value.Start;
    }

    /// <summary>
    /// True for a request that only those may make who have been found good. Lengths that make no frame come before that question.
    /// </summary>
    private bool IsStranger(in BinaryCommand command)
    {
        bool isFrame = command.Error != BinaryStatus.UnknownCommand || !command.ClosesConnection;
        return sasl is { IsTrusted: false } && isFrame && !SaslDialog.IsOpenToAll(command.Verb);
    }

    private void Fetch(in BinaryCommand command, ReadOnlySpan<byte> input)
    {
        if (command.Error == BinaryStatus.Success && !command.Key.IsEmpty)
        {
            context.Access.PrefetchBucket(context.Access.Hash(command.Key.In(input)));
        }
    }

    private void Execute(in BinaryCommand command, ReadOnlySpan<byte> input)
    {
        if (command.Error != BinaryStatus.Success)
        {
            BinaryAnswers.Refuse(command, command.Error, client);
            return;
        }

        if (IsTooLarge(command))
        {
            StorageRequest request = new()
            {
                Way = BinaryVerbs.WayOf(command.Verb),
                ClientFlags = command.ClientFlags,
                Lifetime = context.Time.LifetimeOf(command.Exptime),
            };
            verbs.Storage.Refuse(
                command.Key.In(input), command.Value.Length, in request, replaces: request.Way == StorageWay.Set, client.Number);
            BinaryAnswers.Refuse(command, BinaryStatus.TooLarge, client);
            return;
        }

        if (command.Kind is VerbKind.Administration or VerbKind.Session or VerbKind.Authentication)
        {
            verbs.Administration.Execute(command, input, client);
        }
        else
        {
            verbs.Items.Execute(command, input, client);
        }
    }

    /// <summary>False for others that may have a value, such as SASL's.</summary>
    private static bool Stores(in BinaryCommand command) => command.Kind == VerbKind.Storage;

    private bool IsTooLarge(in BinaryCommand command) =>
        Stores(command) && context.IsTooLarge(command.Key.Length, command.Value.Length, command.ClientFlags);
}
