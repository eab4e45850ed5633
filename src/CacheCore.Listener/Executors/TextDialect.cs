using CacheCore.Listener.Verbs;
using CacheCore.Protocol;
using CacheCore.Protocol.Text;
using CacheCore.Server.Execution;
using CacheCore.Server.Sessions;

namespace CacheCore.Listener.Executors;

/// <summary>Carries out text commands, classic and meta.</summary>
/// <param name="context">What all connections share.</param>
/// <param name="verbs">What commands do.</param>
/// <param name="client">Whose commands they are.</param>
internal struct TextDialect(CommandContext context, TextVerbs verbs, ClientSession client) : IDialect
{
    private TextCommand[] _batch = [];
    private ulong[] _hashes = [];
    private int _resumeAt;
    private Retrieval _paused;
    private int _pausedLength;

    // A batch is carried out in one go, so all connections of a thread share its memory.
    [ThreadStatic]
    private static (TextCommand[] Batch, ulong[] Hashes) _memory;

    public void Begin() => context.BeginBatch(client);

    public ParseStatus ReadAhead(ReadOnlySpan<byte> input, Span<int> ends, out int count)
    {
        if (_batch != _memory.Batch)
        {
            TakeMemory();
        }

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

    public bool TryExecute(int index, ReadOnlySpan<byte> input, int start, int until)
    {
        if (TryExecute(in _batch[index], input, _hashes[index]))
        {
            return true;
        }

        Pause(in _batch[index], start, until);
        return false;
    }

    public bool TryResume(ReadOnlySpan<byte> input, out int consumed)
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
    public bool TryRefuse(ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = _pausedLength;
        if (consumed == 0)
        {
            var reader = new TextCommandReader(input);
            bool isRetrieval = reader.Read(out TextCommand command) == ParseStatus.Command && command.IsRetrieval;
            if (!isRetrieval)
            {
                return false;
            }

            consumed = reader.Consumed;
        }

        _pausedLength = _resumeAt = 0;
        client.Output.Add(ReplyLine.OutOfMemoryReplying);
        return true;
    }

    public bool MayEnd(ReadOnlySpan<byte> added) => added.Contains((byte)'\n');

    public int ValueOf(int index, ReadOnlySpan<byte> input, out ValueBlock value, out bool isWanted)
    {
        ref readonly TextCommand command = ref _batch[index];
        value = command.ValueBlock;
        isWanted = command.Error == ReplyLine.None && !IsTooLarge(in command, input);
        return command.Value.Start;
    }

    /// <summary>That of the thread, which is seldom another than at the batch before.</summary>
    private void TakeMemory() => (_batch, _hashes) = _memory.Batch is null
        ? _memory = (new TextCommand[TurnLimits.BatchSize], new ulong[TurnLimits.BatchSize])
        : _memory;

    /// <summary>Keeps a retrieval's keys as they lie from its own first byte: there the input will begin when it resumes.</summary>
    private void Pause(in TextCommand command, int start, int end)
    {
        Retrieval retrieval = new(in command);
        _paused = retrieval with { Keys = new ByteRange(retrieval.Keys.Start - start, retrieval.Keys.Length) };
        _pausedLength = end - start;
    }

    private void FetchBucket(int index, ReadOnlySpan<byte> input)
    {
        ref readonly TextCommand command = ref _batch[index];
        if (command.KeyCount == 1 && command.Error == ReplyLine.None && !command.Meta.Has(MetaFlags.Base64Key))
        {
            ulong hash = context.Access.Hash(command.Key.In(input));
            _hashes[index] = hash;
            context.Access.PrefetchBucket(hash);
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
                context.Access.PrefetchItem(_hashes[i]);
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
                verbs.Retrievals.ExecuteOne(command, input, hash, client);
                break;
            case VerbKind.Retrieval:
                return Retrieve(new Retrieval(in command), input);
            case VerbKind.Storage or VerbKind.Removal or VerbKind.Touch or VerbKind.Arithmetic:
                verbs.Classic.Execute(command, input, client);
                break;
            case VerbKind.Meta:
                ExecuteMeta(command, input, hash);
                break;
            default:
                verbs.Administration.Execute(command, input, client);
                break;
        }

        return true;
    }

    private bool Retrieve(in Retrieval retrieval, ReadOnlySpan<byte> input)
    {
        bool isDone = verbs.Retrievals.Execute(in retrieval, input, client, Limits.MostPending, ref _resumeAt);
        _resumeAt = isDone ? 0 : _resumeAt;
        return isDone;
    }

    private void ExecuteMeta(in TextCommand command, ReadOnlySpan<byte> input, ulong hash)
    {
        ReadOnlySpan<byte> key = command.ItemKeyIn(input, client.DecodedKey);
        ulong known = command.Meta.Has(MetaFlags.Base64Key) ? context.Access.Hash(key) : hash;
        verbs.Metas.Execute(command, input, key, known, client);
    }

    private void Refuse(in TextCommand command) => client.Answer(command, command.Error);

    private bool IsTooLarge(in TextCommand command, ReadOnlySpan<byte> input) =>
        context.IsTooLarge(KeyLengthOf(command, input), command.Value.Length, command.ClientFlags);

    private void RefuseTooLarge(in TextCommand command, ReadOnlySpan<byte> input)
    {
        StorageRequest request = new()
        {
            Way = command.Verb == TextVerb.MetaSet ? MetaVerbs.WayOf(command.Meta.Mode) : ClassicVerbs.WayOf(command.Verb),
            ClientFlags = command.ClientFlags,
            Lifetime = context.Time.LifetimeOf(command.Exptime),
            Cas = command.Verb == TextVerb.Cas ? command.Cas : null,
        };
        bool replaces = command.Verb is TextVerb.Set or TextVerb.MetaSet;
        verbs.Storage.Refuse(command.ItemKeyIn(input, client.DecodedKey), command.Value.Length, in request, replaces, client.Number);
        client.Answer(command, ReplyLine.TooLarge);
    }

    private int KeyLengthOf(in TextCommand command, ReadOnlySpan<byte> input) => command.ItemKeyIn(input, client.DecodedKey).Length;
}
