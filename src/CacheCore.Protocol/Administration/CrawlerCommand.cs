using CacheCore.Protocol.Spans;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Administration;

/// <summary>What <c>lru_crawler</c> is to do.</summary>
public enum CrawlerAction
{
    /// <summary><c>enable</c></summary>
    Enable,

    /// <summary><c>disable</c></summary>
    Disable,

    /// <summary><c>sleep MICROSECONDS</c></summary>
    Sleep,

    /// <summary><c>tocrawl ITEMS</c></summary>
    ToCrawl,

    /// <summary><c>crawl all|CLASS[,CLASS]*</c></summary>
    Crawl,

    /// <summary><c>metadump all|hash|CLASS[,CLASS]*</c></summary>
    Metadump,

    /// <summary><c>mgdump all|hash|CLASS[,CLASS]*</c></summary>
    KeyDump,
}

/// <summary><c>lru_crawler …</c></summary>
/// <param name="Action">What to do.</param>
/// <param name="Number">Sleep: microseconds between items, at most 1,000,000. ToCrawl: items at most; 0 = all.</param>
/// <param name="Classes">Crawl and dumps: bit n stands for slab class n.</param>
/// <param name="UsesIndex">Dumps: walk the index, not the classes.</param>
public readonly record struct CrawlerCommand(CrawlerAction Action, uint Number = 0, ulong Classes = 0, bool UsesIndex = false)
{
    private const uint MaxSleep = 1_000_000;
    private const uint LargestClass = 63;

    /// <summary>The <see cref="Classes"/> that <c>all</c> stands for.</summary>
    public const ulong AllClasses = ~1UL;

    /// <summary>Of what the reply consists.</summary>
    public ReplyForm Form => Action is CrawlerAction.Metadump or CrawlerAction.KeyDump ? ReplyForm.Dump : ReplyForm.One;

    /// <summary>Reads the words behind <c>lru_crawler</c>.</summary>
    /// <param name="words">The words.</param>
    /// <param name="command">What they say.</param>
    /// <returns>What to answer if they make no sense; otherwise <see cref="ReplyLine.None"/>.</returns>
    public static ReplyLine Parse(Words words, out CrawlerCommand command)
    {
        Words.Enumerator word = words.GetEnumerator();
        ReadOnlySpan<byte> name = word.MoveNext() ? word.Current : [];
        ReadOnlySpan<byte> argument = word.MoveNext() ? word.Current : [];
        command = default;
        if (ActionOf(name) is not CrawlerAction action)
        {
            return ReplyLine.Error;
        }

        bool isSwitch = action is CrawlerAction.Enable or CrawlerAction.Disable;
        if (isSwitch || argument.IsEmpty)
        {
            command = new CrawlerCommand(action);
            return isSwitch ? ReplyLine.None : ReplyLine.Error;
        }

        return action is CrawlerAction.Sleep or CrawlerAction.ToCrawl
            ? ParseNumber(action, argument, out command)
            : ParseClasses(action, argument, out command);
    }

    /// <summary>Writes the line.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="written">Bytes written; 0 if the destination is too small.</param>
    /// <returns>False: the destination is too small.</returns>
    public bool TryWrite(Span<byte> destination, out int written)
    {
        var writer = new SpanWriter(destination);
        writer.Add("lru_crawler "u8);
        writer.Add(NameOf(Action));
        if (Action is CrawlerAction.Sleep or CrawlerAction.ToCrawl)
        {
            writer.Add((byte)' ');
            writer.AddNumber((ulong)Number);
        }
        else if (Action is CrawlerAction.Crawl or CrawlerAction.Metadump or CrawlerAction.KeyDump)
        {
            AddClasses(ref writer);
        }

        writer.Add("\r\n"u8);
        return writer.TryFinish(out written);
    }

    private void AddClasses(ref SpanWriter writer)
    {
        if (UsesIndex || Classes == AllClasses)
        {
            writer.Add(UsesIndex ? " hash"u8 : " all"u8);
            return;
        }

        byte separator = (byte)' ';
        for (ulong left = Classes & AllClasses; left != 0; left &= left - 1)
        {
            writer.Add(separator);
            writer.AddNumber(ulong.TrailingZeroCount(left));
            separator = (byte)',';
        }
    }

    private static ReadOnlySpan<byte> NameOf(CrawlerAction action) => action switch
    {
        CrawlerAction.Enable => "enable"u8,
        CrawlerAction.Disable => "disable"u8,
        CrawlerAction.Sleep => "sleep"u8,
        CrawlerAction.ToCrawl => "tocrawl"u8,
        CrawlerAction.Metadump => "metadump"u8,
        CrawlerAction.KeyDump => "mgdump"u8,
        _ => "crawl"u8,
    };

    private static CrawlerAction? ActionOf(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("enable"u8) ? CrawlerAction.Enable :
        name.SequenceEqual("disable"u8) ? CrawlerAction.Disable :
        name.SequenceEqual("sleep"u8) ? CrawlerAction.Sleep :
        name.SequenceEqual("tocrawl"u8) ? CrawlerAction.ToCrawl :
        name.SequenceEqual("crawl"u8) ? CrawlerAction.Crawl :
        name.SequenceEqual("metadump"u8) ? CrawlerAction.Metadump :
        name.SequenceEqual("mgdump"u8) ? CrawlerAction.KeyDump :
        null;

    private static ReplyLine ParseNumber(CrawlerAction action, ReadOnlySpan<byte> text, out CrawlerCommand command)
    {
        bool isNumber = DecimalNumber.TryParse(text, out uint number);
        command = new CrawlerCommand(action, Number: number);
        if (!isNumber)
        {
            return ReplyLine.BadCommandLineFormat;
        }

        return action == CrawlerAction.Sleep && number > MaxSleep ? ReplyLine.CrawlerSleepTooLong : ReplyLine.None;
    }

    private static ReplyLine ParseClasses(CrawlerAction action, ReadOnlySpan<byte> text, out CrawlerCommand command)
    {
        command = new CrawlerCommand(action, Classes: AllClasses);
        if (text.SequenceEqual("all"u8))
        {
            return ReplyLine.None;
        }

        if (text.SequenceEqual("hash"u8))
        {
            command = new CrawlerCommand(action, UsesIndex: true);
            return action == CrawlerAction.Crawl ? ReplyLine.CrawlerFailed : ReplyLine.None;
        }

        ulong classes = 0;
        foreach (Range part in text.Split((byte)','))
        {
            if (!DecimalNumber.TryParse(text[part], out uint slabClass) || slabClass is 0 or > LargestClass)
            {
                return ReplyLine.CrawlerBadClass;
            }

            classes |= 1UL << (int)slabClass;
        }

        command = new CrawlerCommand(action, Classes: classes);
        return ReplyLine.None;
    }
}
