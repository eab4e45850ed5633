using CacheCore.Listener.Administration;
using CacheCore.Listener.Verbs;
using CacheCore.Protocol;
using CacheCore.Protocol.Text;

namespace CacheCore.Listener.Execution;

/// <summary>Carries out text commands, classic and meta.</summary>
internal sealed class TextExecutor : BatchExecutor
{
    private readonly CommandContext _context;
    private readonly StorageVerbs _storage;
    private readonly ClassicVerbs _classic;
    private readonly RetrievalVerbs _retrievals;
    private readonly MetaVerbs _metas;
    private readonly AdministrationVerbs _administration;
    private TextCommand[] _batch = [];
    private ulong[] _hashes = [];
    private int _resumeAt;
    private Retrieval _paused;
    private int _pausedLength;

    // A batch is carried out in one go, so all connections of a thread share its memory.
    [ThreadStatic]
    private static (TextCommand[] Batch, ulong[] Hashes) _memory;

    public TextExecutor(CommandContext context, ClientSession client, IServerControl control)
        : base(client, context)
    {
        _context = context;
        _storage = new StorageVerbs(context);
        _classic = new ClassicVerbs(context, _storage);
        _retrievals = new RetrievalVerbs(context);
        _metas = new MetaVerbs(context, _storage);
        _administration = new AdministrationVerbs(context, control);
    }

    protected override ParseStatus ReadAhead(ReadOnlySpan<byte> input, Span<int> ends, out int count)
    {
        (_batch, _hashes) = _memory.Batch is null ? _memory = (new TextCommand[BatchSize], new ulong[BatchSize]) : _memory;
        var reader = new TextCommandReader(input);
        count = 0;
        while (count < ends.Length && reader.Read(out _batch[count]) == ParseStatus.Command)
        {
            FetchBucket(count, input);
            ends[count++] = reader.Consumed;
        }

        FetchItems(count);
        return reader.Status;
    }

    protected override bool TryExecute(int index, ReadOnlySpan<byte> input) => TryExecute(in _batch[index], input, _hashes[index]);

    protected override ExecutionStatus? After(int index)
    {
        if (Client.IsOver)
        {
            return ExecutionStatus.Closed;
        }

        if (Client.Aside is not null)
        {
            return ExecutionStatus.Aside;
        }

        if (Client.Watcher is not null)
        {
            return ExecutionStatus.Watching;
        }

        return Client.Output.Pending >= Limits.MostPending ? ExecutionStatus.Paused : null;
    }

    protected override void Keep(int index, int start, int end)
    {
        Retrieval retrieval = new(in _batch[index]);
        _paused = retrieval with { Keys = new ByteRange(retrieval.Keys.Start - start, retrieval.Keys.Length) };
        _pausedLength = end - start;
    }

    protected override bool TryGoOn(ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = 0;
        if (_pausedLength > 0)
        {
            if (!Retrieve(in _paused, input))
            {
                return false;
            }

            consumed = _pausedLength;
            _pausedLength = 0;
        }

        return true;
    }

    /// <summary>
    /// A retrieval is answered so, even in its midst, and the connection goes on; for others memcached has no words, and closes.
    /// </summary>
    protected override ExecutionStatus WithoutMemory(ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = _pausedLength;
        if (consumed == 0)
        {
            var reader = new TextCommandReader(input);
            bool isRetrieval = reader.Read(out TextCommand command) == ParseStatus.Command && command.IsRetrieval;
            if (!isRetrieval)
            {
                return ExecutionStatus.Closed;
            }

            consumed = reader.Consumed;
        }

        _pausedLength = _resumeAt = 0;
        Client.Output.Add(ReplyLine.OutOfMemoryReplying);
        return ExecutionStatus.Paused;
    }

    protected override bool MayEnd(ReadOnlySpan<byte> added) => added.Contains((byte)'\n');

    protected override bool WantsValue(int index, ReadOnlySpan<byte> input) =>
        _batch[index].Error == ReplyLine.None && !IsTooLarge(in _batch[index], input);

    protected override int ValueOf(int index, out ValueBlock value)
    {
        value = _batch[index].ValueBlock;
        return _batch[index].Value.Start;
    }

    private void FetchBucket(int index, ReadOnlySpan<byte> input)
    {
        ref readonly TextCommand command = ref _batch[index];
        if (command.KeyCount == 1 && command.Error == ReplyLine.None && !command.Meta.Has(MetaFlags.Base64Key))
        {
            ulong hash = _context.Access.Hash(command.Key.In(input));
            _hashes[index] = hash;
            _context.Access.PrefetchBucket(hash);
        }
    }

    private void FetchItems(int count)
    {
        if (count == 1)
        {
            return; // nothing to overlap it with
        }

        for (int i = 0; i < count; i++)
        {
            ref readonly TextCommand command = ref _batch[i];
            if (command.KeyCount == 1 && command.Error == ReplyLine.None && !command.Meta.Has(MetaFlags.Base64Key))
            {
                _context.Access.PrefetchItem(_hashes[i]);
            }
        }
    }

    /// <summary>False: the command paused in its midst.</summary>
    private bool TryExecute(in TextCommand command, ReadOnlySpan<byte> input, ulong hash)
    {
        if (command.HasValue && command.Error is ReplyLine.None or ReplyLine.BadDataChunk && IsTooLarge(command, input))
        {
            RefuseTooLarge(command, input);
            return true;
        }

        if (command.Error != ReplyLine.None)
        {
            Refuse(command);
            return true;
        }

        switch (command.Kind)
        {
            case VerbKind.Retrieval when command.KeyCount == 1:
                _retrievals.ExecuteOne(command, input, hash, Client);
                break;
            case VerbKind.Retrieval:
                return Retrieve(new Retrieval(in command), input);
            case VerbKind.Storage or VerbKind.Removal or VerbKind.Touch or VerbKind.Arithmetic:
                _classic.Execute(command, input, Client);
                break;
            case VerbKind.Meta:
                ExecuteMeta(command, input, hash);
                break;
            default:
                _administration.Execute(command, input, Client);
                break;
        }

        return true;
    }

    private bool Retrieve(in Retrieval retrieval, ReadOnlySpan<byte> input)
    {
        bool isDone = _retrievals.Execute(in retrieval, input, Client, Limits.MostPending, ref _resumeAt);
        _resumeAt = isDone ? 0 : _resumeAt;
        return isDone;
    }

    private void ExecuteMeta(in TextCommand command, ReadOnlySpan<byte> input, ulong hash)
    {
        ReadOnlySpan<byte> key = command.ItemKeyIn(input, Client.DecodedKey);
        ulong known = command.Meta.Has(MetaFlags.Base64Key) ? _context.Access.Hash(key) : hash;
        _metas.Execute(command, input, key, known, Client);
    }

    private void Refuse(in TextCommand command) => Client.Answer(command, command.Error);

    private bool IsTooLarge(in TextCommand command, ReadOnlySpan<byte> input) =>
        _context.IsTooLarge(KeyLengthOf(command, input), command.Value.Length, command.ClientFlags);

    private void RefuseTooLarge(in TextCommand command, ReadOnlySpan<byte> input)
    {
        StorageRequest request = new()
        {
            Way = command.Verb == TextVerb.MetaSet ? MetaVerbs.WayOf(command.Meta.Mode) : ClassicVerbs.WayOf(command.Verb),
            ClientFlags = command.ClientFlags,
            Lifetime = _context.Time.LifetimeOf(command.Exptime),
            Cas = command.Verb == TextVerb.Cas ? command.Cas : null,
        };
        bool replaces = command.Verb is TextVerb.Set or TextVerb.MetaSet;
        _storage.Refuse(command.ItemKeyIn(input, Client.DecodedKey), command.Value.Length, in request, replaces, Client.Number);
        Client.Answer(command, ReplyLine.TooLarge);
    }

    private int KeyLengthOf(in TextCommand command, ReadOnlySpan<byte> input) => command.ItemKeyIn(input, Client.DecodedKey).Length;
}
