using CacheCore.Protocol.Administration;
using CacheCore.Protocol.Classic;
using CacheCore.Protocol.Meta;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol;

/// <summary>
/// Reads text commands, classic and meta ones mixed, from what a connection has sent so far. Nothing but the buffer decides what is read:
/// the same bytes give the same commands, however they arrived.
/// <code>
/// buffer   | set a 0 0 5\r\n | hello\r\n | get a b\r\n | mg c v\r |
///          0                                           Consumed   NeedMore
/// </code>
/// </summary>
/// <example>
/// <code>
/// var reader = new TextCommandReader(buffer);
/// int count = 0;
/// while (count &lt; batch.Length &amp;&amp; reader.Read(out batch[count]) == ParseStatus.Command)
/// {
///     count++;
/// }
/// </code>
/// </example>
public ref struct TextCommandReader
{
    // Fewer bytes than these, line end included, are no line of any command.
    private const int ShortestLine = 4;

    private readonly ReadOnlySpan<byte> _buffer;
    private bool _hasQuit;

    /// <summary>Begins at the first byte of a buffer, which must be the first byte of a line.</summary>
    /// <param name="buffer">What has arrived and was not consumed before.</param>
    public TextCommandReader(ReadOnlySpan<byte> buffer) => _buffer = buffer;

    /// <summary>How many bytes the commands take that were read as a whole. A command whose value is pending is not among them.</summary>
    public int Consumed { get; private set; }

    /// <summary>
    /// What the last call of <see cref="Read"/> returned. Whoever asks again after anything but a command gets the same
    /// answer.
    /// </summary>
    public ParseStatus Status { get; private set; }

    /// <summary>Reads the next command.</summary>
    /// <param name="command">What it says, if the result is <see cref="ParseStatus.Command"/> or <see
    /// cref="ParseStatus.ValuePending"/>.</param>
    public ParseStatus Read(out TextCommand command)
    {
        command = default;
        if (_hasQuit)
        {
            return Status = ParseStatus.Close;
        }

        Status = TextLine.Find(_buffer, Consumed, out TextLine line);
        if (Status == ParseStatus.Command)
        {
            Status = ReadCommand(line, ref command);
        }

        return Status;
    }

    private ParseStatus ReadCommand(in TextLine line, ref TextCommand command)
    {
        command.Error = ParseLine(line, ref command);
        if (command.Verb == TextVerb.Unknown && IsHttp(line))
        {
            return ParseStatus.Close;
        }

        _hasQuit = command.ClosesConnection;
        return command.HasValue ? ReadValue(line, ref command) : Advance(line.Next);
    }

    private readonly ReplyLine ParseLine(in TextLine line, ref TextCommand command)
    {
        if (line.Next - line.Start < ShortestLine)
        {
            return ReplyLine.BadCommandLineFormat;
        }

        Words.Enumerator words = new Words(_buffer, new ByteRange(line.Start, line.Length)).GetEnumerator();
        bool startsAtOnce = words.MoveNext() && words.Range.Start == line.Start;
        command.Verb = startsAtOnce ? VerbTable.Of(words.Current) : TextVerb.Unknown;
        command.Kind = VerbTable.KindOf(command.Verb);
        return command.Kind switch
        {
            VerbKind.None => ReplyLine.Error,
            VerbKind.Retrieval => RetrievalParser.Parse(ref command, ref words),
            VerbKind.Storage => StorageParser.Parse(ref command, ref words, line),
            VerbKind.Removal or VerbKind.Touch or VerbKind.Arithmetic => ItemParser.Parse(ref command, ref words),
            VerbKind.Meta => MetaParser.Parse(ref command, ref words, line),
            _ => AdministrationParser.Parse(ref command, ref words),
        };
    }

    /// <summary>A browser, or somebody's health check: no reply could make sense to it.</summary>
    private readonly bool IsHttp(in TextLine line)
    {
        ReadOnlySpan<byte> text = _buffer[line.Start..line.End].TrimEnd((byte)' ');
        int lastSpace = text.LastIndexOf((byte)' ');
        return lastSpace >= 0 && text[(lastSpace + 1)..].StartsWith("HTTP/"u8);
    }

    private ParseStatus ReadValue(in TextLine line, ref TextCommand command)
    {
        ValueBlock block = command.ValueBlock;
        ValueStatus value = block.Take(_buffer[line.Next..], out _, out int consumed);
        if (value == ValueStatus.NeedMore)
        {
            return ParseStatus.ValuePending;
        }

        if (value == ValueStatus.BadDataChunk && command.Error == ReplyLine.None)
        {
            command.Error = ReplyLine.BadDataChunk;
        }

        return Advance(line.Next + consumed);
    }

    private ParseStatus Advance(int consumed)
    {
        Consumed = consumed;
        return ParseStatus.Command;
    }
}
