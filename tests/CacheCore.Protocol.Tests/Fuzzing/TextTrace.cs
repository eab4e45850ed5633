using System.Globalization;
using System.Text;
using CacheCore.Protocol.Administration;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Tests.Fuzzing;

/// <summary>
/// All that is read from a stream of text, as text. What must hold for every command whatever was sent is checked on the
/// way.
/// </summary>
internal sealed class TextTrace : StreamTrace
{
    private readonly StringBuilder _trace = new();
    private readonly List<byte> _value = [];
    private byte[] _input = [];
    private byte[] _line = [];
    private ValueBlock _block;
    private bool _isClosed;

    public override string Of(byte[] bytes, int[] cuts, bool takesValuesInPieces)
    {
        _trace.Clear();
        _value.Clear();
        (_input, _line, _isClosed) = ([], [], false);
        foreach (byte[] piece in Cuts.Pieces(bytes, cuts))
        {
            _input = [.. _input, .. piece];
            bool goesOn = true;
            while (goesOn && !_isClosed)
            {
                goesOn = _line.Length > 0 ? TakePiece() : Read(takesValuesInPieces);
            }
        }

        return _trace.Append(Rest()).ToString();
    }

    /// <summary>What is left at the end: in the same words, whether or not a part of a value was taken.</summary>
    private string Rest()
    {
        if (_isClosed)
        {
            return "closed";
        }

        if (_line.Length == 0 && new TextCommandReader(_input).Read(out TextCommand pending) == ParseStatus.ValuePending)
        {
            _line = _input[..pending.Value.Start];
            ValueBlock block = pending.ValueBlock;
            _ = block.Take(_input.AsSpan(pending.Value.Start), out ReadOnlySpan<byte> piece, out _);
            _value.AddRange(piece);
            _input = [];
        }

        return $"line={Convert.ToHexString(_line)} value={Convert.ToHexString([.. _value])} rest={Convert.ToHexString(_input)}";
    }

    private bool Read(bool takesValuesInPieces)
    {
        var reader = new TextCommandReader(_input);
        TextCommand command;
        int before = 0;
        while (reader.Read(out command) == ParseStatus.Command)
        {
            Assert.That(reader.Consumed, Is.InRange(before + 1, _input.Length), "progress, and nothing beyond the buffer");
            before = reader.Consumed;
            Describe(command, _input, command.Value.In(_input), command.Error);
        }

        Assert.That(reader.Consumed, Is.EqualTo(before), "only whole commands are consumed");
        Assert.That(reader.Read(out _), Is.EqualTo(reader.Status), "what ended the reading stays the answer");
        _isClosed = reader.Status == ParseStatus.Close;
        bool takesPieces = reader.Status == ParseStatus.ValuePending && takesValuesInPieces;
        if (takesPieces)
        {
            _line = _input[reader.Consumed..command.Value.Start];
            _block = command.ValueBlock;
        }

        _input = _input[(takesPieces ? command.Value.Start : reader.Consumed)..];
        return takesPieces;
    }

    private bool TakePiece()
    {
        ValueStatus status = _block.Take(_input, out ReadOnlySpan<byte> piece, out int consumed);
        _value.AddRange(piece);
        _input = _input[consumed..];
        if (status == ValueStatus.NeedMore)
        {
            Assert.That(_input, Is.Empty, "all that was there is taken");
            return false;
        }

        Assert.That(new TextCommandReader(_line).Read(out TextCommand command), Is.EqualTo(ParseStatus.ValuePending));
        bool isBad = status == ValueStatus.BadDataChunk && command.Error == ReplyLine.None;
        Describe(command, _line, [.. _value], isBad ? ReplyLine.BadDataChunk : command.Error);
        _line = [];
        _value.Clear();
        return true;
    }

    private void Describe(in TextCommand command, ReadOnlySpan<byte> buffer, ReadOnlySpan<byte> value, ReplyLine error)
    {
        Note($"{command.Verb} {error}");
        _ = _trace.Append(CultureInfo.InvariantCulture, $"{command.Verb} {error} {command.NoReply} value={Convert.ToHexString(value)}");
        Assert.That(command.HasValue, Is.EqualTo(command.Value != default), "a value begins behind a line");
        if (error is not (ReplyLine.None or ReplyLine.BadDataChunk))
        {
            _ = _trace.Append('\n');
            return;
        }

        int count = 0;
        bool areKeys = true;
        foreach (ReadOnlySpan<byte> key in command.KeysIn(buffer))
        {
            count++;
            areKeys &= key.Length is >= 1 and <= ProtocolLimits.MaxKeyLength && key.IndexOfAny(" \n"u8) < 0;
        }

        Assert.That(areKeys, Is.True, "keys are words of allowed length");
        Assert.That(count, Is.EqualTo(command.KeyCount));
        byte[] scratch = new byte[ProtocolLimits.MaxDecodedKeyLength];
        Assert.That(command.ItemKeyIn(buffer, scratch).IsEmpty, Is.EqualTo(count == 0), "what was taken for Base64 can be decoded");
        Administer(command, command.ArgumentsIn(buffer));
        MetaOptions meta = command.Meta;
        _ = _trace.Append(
            CultureInfo.InvariantCulture,
            $" key={Convert.ToHexString(command.Key.In(buffer))} args={Convert.ToHexString(command.Arguments.In(buffer))} "
            + $"{command.KeyCount} {command.Exptime} {command.ClientFlags} {command.Cas} {command.Number} "
            + $"{meta.Flags:x} {meta.Mode} {meta.NewCas} {meta.Initial} {meta.VivifyExptime} {meta.RecacheSeconds}\n");
    }

    private static void Administer(in TextCommand command, Words words)
    {
        ReplyLine problem = command.Verb switch
        {
            TextVerb.Slabs => SlabsCommand.Parse(words, out _),
            TextVerb.Lru => LruCommand.Parse(words, out _),
            TextVerb.LruCrawler => CrawlerCommand.Parse(words, out _),
            TextVerb.Stats => StatsCommand.Parse(words, out _),
            TextVerb.Watch => WatchCommand.Parse(words, out _),
            TextVerb.Shutdown => ShutdownCommand.Parse(words, out _),
            _ => ReplyLine.None,
        };
        Assert.That(problem == ReplyLine.None || !ReplyLines.TextOf(problem).IsEmpty, "whatever is wrong can be told");
    }
}
