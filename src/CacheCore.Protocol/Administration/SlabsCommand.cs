using CacheCore.Protocol.Spans;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Administration;

/// <summary>What <c>slabs</c> is to do.</summary>
public enum SlabsAction
{
    /// <summary><c>reassign FROM TO</c>: move a page.</summary>
    Reassign,

    /// <summary><c>automove 0|1|2</c></summary>
    Automove,

    /// <summary><c>automove ratio F</c></summary>
    AutomoveRatio,

    /// <summary><c>automove freeratio F</c></summary>
    AutomoveFreeRatio,

    /// <summary><c>automove window N</c></summary>
    AutomoveWindow,
}

/// <summary><c>slabs reassign|automove …</c></summary>
/// <param name="Action">What to do.</param>
/// <param name="FromClass">Reassign: the class that gives a page; -1 = any that can.</param>
/// <param name="ToClass">Reassign: the class that gets it; 0 = the pool of free pages.</param>
/// <param name="Level">Automove: 0 = never, 1 = slowly, 2 = at every eviction.</param>
/// <param name="Ratio">AutomoveRatio and AutomoveFreeRatio.</param>
/// <param name="Window">AutomoveWindow: seconds, 3 to 1,800.</param>
public readonly record struct SlabsCommand(
    SlabsAction Action, int FromClass = 0, int ToClass = 0, int Level = 0, double Ratio = 0, int Window = 0)
{
    private const uint MaxLevel = 2;
    private const uint MinWindow = 3;
    private const uint MaxWindow = 1800;

    /// <summary>Reads the words behind <c>slabs</c>.</summary>
    /// <param name="words">The words.</param>
    /// <param name="command">What they say.</param>
    /// <returns>What to answer if they make no sense; otherwise <see cref="ReplyLine.None"/>.</returns>
    public static ReplyLine Parse(Words words, out SlabsCommand command)
    {
        Words.Enumerator word = words.GetEnumerator();
        ReadOnlySpan<byte> action = word.MoveNext() ? word.Current : [];
        ReadOnlySpan<byte> first = word.MoveNext() ? word.Current : [];
        ReadOnlySpan<byte> second = word.MoveNext() ? word.Current : [];
        bool hasMore = word.MoveNext();
        command = default;
        if (action.SequenceEqual("reassign"u8) && !second.IsEmpty && !hasMore)
        {
            return ParseReassign(first, second, out command);
        }

        return action.SequenceEqual("automove"u8) && !first.IsEmpty ? ParseAutomove(first, second, out command) : ReplyLine.Error;
    }

    /// <summary>Writes the line.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="written">Bytes written; 0 if the destination is too small.</param>
    /// <returns>False: the destination is too small.</returns>
    public bool TryWrite(Span<byte> destination, out int written)
    {
        var writer = new SpanWriter(destination);
        writer.Add(Action == SlabsAction.Reassign ? "slabs reassign "u8 : "slabs automove "u8);
        switch (Action)
        {
            case SlabsAction.Reassign:
                writer.AddNumber((long)FromClass);
                writer.Add((byte)' ');
                writer.AddNumber((long)ToClass);
                break;
            case SlabsAction.AutomoveRatio:
                writer.Add("ratio "u8);
                writer.AddNumber(Ratio);
                break;
            case SlabsAction.AutomoveFreeRatio:
                writer.Add("freeratio "u8);
                writer.AddNumber(Ratio);
                break;
            case SlabsAction.AutomoveWindow:
                writer.Add("window "u8);
                writer.AddNumber((long)Window);
                break;
            default:
                writer.AddNumber((long)Level);
                break;
        }

        writer.Add("\r\n"u8);
        return writer.TryFinish(out written);
    }

    private static ReplyLine ParseReassign(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, out SlabsCommand command)
    {
        bool areNumbers = DecimalNumber.TryParse(from, out int fromClass) & DecimalNumber.TryParse(to, out int toClass);
        command = new SlabsCommand(SlabsAction.Reassign, FromClass: fromClass, ToClass: toClass);
        return areNumbers ? ReplyLine.None : ReplyLine.BadCommandLineFormat;
    }

    private static ReplyLine ParseAutomove(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, out SlabsCommand command)
    {
        if (first.SequenceEqual("ratio"u8))
        {
            return ParseRatio(SlabsAction.AutomoveRatio, second, out command);
        }

        if (first.SequenceEqual("freeratio"u8))
        {
            return ParseRatio(SlabsAction.AutomoveFreeRatio, second, out command);
        }

        if (first.SequenceEqual("window"u8))
        {
            return ParseWindow(second, out command);
        }

        bool isNumber = DecimalNumber.TryParse(first, out uint level);
        command = new SlabsCommand(SlabsAction.Automove, Level: (int)level);
        return !isNumber ? ReplyLine.BadCommandLineFormat : level > MaxLevel ? ReplyLine.Error : ReplyLine.None;
    }

    private static ReplyLine ParseRatio(SlabsAction action, ReadOnlySpan<byte> text, out SlabsCommand command)
    {
        bool isNumber = DecimalNumber.TryParse(text, out double ratio);
        command = new SlabsCommand(action, Ratio: ratio);
        return isNumber ? ReplyLine.None : ReplyLine.Error;
    }

    private static ReplyLine ParseWindow(ReadOnlySpan<byte> text, out SlabsCommand command)
    {
        bool isNumber = DecimalNumber.TryParse(text, out uint window);
        command = new SlabsCommand(SlabsAction.AutomoveWindow, Window: (int)window);
        if (!isNumber)
        {
            return text.IsEmpty ? ReplyLine.Error : ReplyLine.BadCommandLineFormat;
        }

        return window is < MinWindow or > MaxWindow ? ReplyLine.AutomoveWindowOutOfRange : ReplyLine.None;
    }
}
