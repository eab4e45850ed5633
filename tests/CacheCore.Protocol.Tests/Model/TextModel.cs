using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Tests.Model;

/// <summary>A text connection: reads commands in batches, as a listener would, carries them out, answers.</summary>
/// <param name="store">What it speaks for.</param>
/// <param name="takesValuesInPieces">True: what has come of a value is taken at once. False: it is waited for as a whole.</param>
internal sealed class TextModel(ModelStore store, bool takesValuesInPieces) : IModelConnection
{
    private const int BatchSize = 32;

    private readonly ModelOutput _output = new();
    private readonly TextCommand[] _batch = new TextCommand[BatchSize];
    private readonly List<byte> _value = [];
    private byte[] _input = [];
    private byte[] _pendingLine = [];
    private ValueBlock _pendingValue;

    public bool IsClosed { get; private set; }

    public byte[] Receive(ReadOnlySpan<byte> bytes)
    {
        _input = [.. _input, .. bytes];
        bool goesOn = true;
        while (goesOn && !IsClosed)
        {
            goesOn = _pendingLine.Length > 0 ? TakePiece() : ReadBatch();
        }

        return _output.Take();
    }

    private bool ReadBatch()
    {
        var reader = new TextCommandReader(_input);
        int count = 0;
        while (count < BatchSize && reader.Read(out _batch[count]) == ParseStatus.Command)
        {
            count++;
        }

        foreach (ref readonly TextCommand command in _batch.AsSpan(0, count))
        {
            Execute(command, _input, command.Error == ReplyLine.None ? command.Value.In(_input) : []);
        }

        IsClosed |= reader.Status == ParseStatus.Close;
        if (reader.Status == ParseStatus.ValuePending && takesValuesInPieces)
        {
            ref readonly TextCommand pending = ref _batch[count];
            _pendingLine = _input[reader.Consumed..pending.Value.Start];
            _pendingValue = pending.ValueBlock;
            _input = _input[pending.Value.Start..];
            return true;
        }

        _input = _input[reader.Consumed..];
        return reader.Status == ParseStatus.Command;
    }

    private bool TakePiece()
    {
        ValueStatus status = _pendingValue.Take(_input, out ReadOnlySpan<byte> piece, out int consumed);
        _value.AddRange(piece);
        _input = _input[consumed..];
        if (status == ValueStatus.NeedMore)
        {
            return false;
        }

        _ = new TextCommandReader(_pendingLine).Read(out TextCommand command);
        if (status == ValueStatus.BadDataChunk && command.Error == ReplyLine.None)
        {
            Refuse(command, ReplyLine.BadDataChunk);
        }
        else
        {
            Execute(command, _pendingLine, _value.ToArray());
        }

        _value.Clear();
        _pendingLine = [];
        return true;
    }

    private void Execute(in TextCommand command, ReadOnlySpan<byte> buffer, ReadOnlySpan<byte> value)
    {
        if (command.Error != ReplyLine.None)
        {
            Refuse(command, command.Error);
            return;
        }

        switch (command.Kind)
        {
            case VerbKind.Storage or VerbKind.Retrieval or VerbKind.Removal or VerbKind.Touch or VerbKind.Arithmetic:
                new ClassicModel(store, _output).Execute(command, buffer, value);
                break;
            case VerbKind.Meta:
                new MetaModel(store, _output).Execute(command, buffer, value);
                break;
            default:
                new AdministrationModel(store, _output).Execute(command, buffer);
                break;
        }
    }

    private void Refuse(in TextCommand command, ReplyLine line)
    {
        if (!command.NoReply)
        {
            _output.Add(line);
        }
    }
}
