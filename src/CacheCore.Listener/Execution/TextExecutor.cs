using CacheCore.Listener.Administration;
using CacheCore.Listener.Verbs;
using CacheCore.Protocol;
using CacheCore.Protocol.Text;

namespace CacheCore.Listener.Execution;

/// <summary>
/// Carries out text commands of one connection, whatever it comes over: reads as many ahead as a batch holds, has fetched what their keys lead to, then carries them out
/// one after the other and writes all replies into one buffer.
/// </summary>
internal sealed class TextExecutor
{
    private const int BatchSize = 32;

    private readonly CommandContext _context;
    private readonly ClientSession _client;
    private readonly StorageVerbs _storage;
    private readonly ClassicVerbs _classic;
    private readonly RetrievalVerbs _retrievals;
    private readonly MetaVerbs _metas;
    private readonly AdministrationVerbs _administration;
    private readonly TextCommand[] _batch = new TextCommand[BatchSize];
    private readonly ulong[] _hashes = new ulong[BatchSize];
    private int _resumeAt;
    private ValueBlock _passedOver;

    public TextExecutor(CommandContext context, ClientSession client, IServerControl control)
    {
        _context = context;
        _client = client;
        _storage = new StorageVerbs(context);
        _classic = new ClassicVerbs(context, _storage);
        _retrievals = new RetrievalVerbs(context);
        _metas = new MetaVerbs(context, _storage);
        _administration = new AdministrationVerbs(context, control);
    }

    /// <summary>How long the input has to be before it is worth coming back; 0 = any more bytes may do.</summary>
    public int Needed { get; private set; }

    /// <summary>Carries out what the input holds.</summary>
    /// <param name="input">What has arrived and was not consumed before.</param>
    /// <param name="consumed">How much of it is done with.</param>
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
        var reader = new TextCommandReader(input);
        Span<int> ends = stackalloc int[BatchSize];
        int count = 0;
        while (count < BatchSize && reader.Read(out _batch[count]) == ParseStatus.Command)
        {
            FetchBucket(count, input);
            ends[count++] = reader.Consumed;
        }

        FetchItems(count);
        consumed = 0;
        for (int i = 0; i < count; i++)
        {
            ref readonly TextCommand command = ref _batch[i];
            if (!TryExecute(in command, input, _hashes[i]))
            {
                return ExecutionStatus.Paused;
            }

            consumed = ends[i];
            if (AfterCommand() is { } reason)
            {
                return reason;
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

    private ExecutionStatus? AfterCommand()
    {
        if (_client.IsOver)
        {
            return ExecutionStatus.Closed;
        }

        if (_client.Stream is not null)
        {
            return ExecutionStatus.Streaming;
        }

        if (_client.Watcher is not null)
        {
            return ExecutionStatus.Watching;
        }

        return _client.Output.Pending >= Limits.MostPending ? ExecutionStatus.Paused : null;
    }

    /// <summary>A value that will be stored is waited for as a whole, one that will not is passed over as it comes.</summary>
    private ExecutionStatus? AwaitValue(in TextCommand command, ReadOnlySpan<byte> input, ref int consumed)
    {
        bool isRefused = command.Error != ReplyLine.None || IsTooLarge(command, input);
        if (!isRefused)
        {
            Needed = command.Value.End + 2 - consumed;
            return ExecutionStatus.NeedMore;
        }

        if (command.Error == ReplyLine.None)
        {
            RefuseTooLarge(command, input);
        }
        else
        {
            Refuse(command);
        }

        _passedOver = command.ValueBlock;
        consumed = command.Value.Start;
        return null;
    }

    private void FetchBucket(int index, ReadOnlySpan<byte> input)
    {
        ref readonly TextCommand command = ref _batch[index];
        if (command.KeyCount == 1 && command.Error == ReplyLine.None && !command.Meta.Has(MetaFlags.Base64Key))
        {
            ulong hash = _context.Parts.Hash.Of(command.Key.In(input));
            _hashes[index] = hash;
            _context.Store.Reads.PrefetchBucket(hash);
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
                _context.Store.Reads.PrefetchItem(_hashes[i]);
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

        switch (command.Verb)
        {
            case TextVerb.Get or TextVerb.Gets or TextVerb.Gat or TextVerb.Gats when command.KeyCount == 1:
                _retrievals.ExecuteOne(command, input, hash, _client);
                break;
            case TextVerb.Get or TextVerb.Gets or TextVerb.Gat or TextVerb.Gats:
                bool isDone = _retrievals.Execute(command, input, _client, Limits.MostPending, ref _resumeAt);
                _resumeAt = isDone ? 0 : _resumeAt;
                return isDone;
            case <= TextVerb.Decrement:
                _classic.Execute(command, input, _client);
                break;
            case <= TextVerb.MetaDebug:
                ExecuteMeta(command, input, hash);
                break;
            default:
                _administration.Execute(command, input, _client);
                break;
        }

        return true;
    }

    private void ExecuteMeta(in TextCommand command, ReadOnlySpan<byte> input, ulong hash)
    {
        ReadOnlySpan<byte> key = command.ItemKeyIn(input, _client.DecodedKey);
        ulong known = command.Meta.Has(MetaFlags.Base64Key) ? _context.Parts.Hash.Of(key) : hash;
        _metas.Execute(command, input, key, known, _client);
    }

    private void Refuse(in TextCommand command) => _client.Answer(command, command.Error);

    private bool IsTooLarge(in TextCommand command, ReadOnlySpan<byte> input) =>
        _context.IsTooLarge(KeyLengthOf(command, input), command.Value.Length, command.ClientFlags);

    private void RefuseTooLarge(in TextCommand command, ReadOnlySpan<byte> input)
    {
        bool replaces = command.Verb is TextVerb.Set or TextVerb.MetaSet;
        _storage.Refuse(command.ItemKeyIn(input, _client.DecodedKey), replaces ? StorageWay.Set : StorageWay.Add);
        _client.Answer(command, ReplyLine.TooLarge);
    }

    private int KeyLengthOf(in TextCommand command, ReadOnlySpan<byte> input) => command.ItemKeyIn(input, _client.DecodedKey).Length;
}
