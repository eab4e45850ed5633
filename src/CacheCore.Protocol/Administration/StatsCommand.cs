using CacheCore.Protocol.Spans;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Administration;

/// <summary>What <c>stats</c> asks about.</summary>
public enum StatsGroup
{
    /// <summary>Nothing is named: the general statistics.</summary>
    General,

    /// <summary><c>settings</c></summary>
    Settings,

    /// <summary><c>items</c></summary>
    Items,

    /// <summary><c>slabs</c></summary>
    Slabs,

    /// <summary><c>sizes</c></summary>
    Sizes,

    /// <summary><c>conns</c></summary>
    Connections,

    /// <summary><c>extstore</c></summary>
    Extstore,

    /// <summary><c>reset</c>: set counters to zero.</summary>
    Reset,

    /// <summary><c>detail on</c></summary>
    DetailOn,

    /// <summary><c>detail off</c></summary>
    DetailOff,

    /// <summary><c>detail dump</c></summary>
    DetailDump,

    /// <summary><c>cachedump CLASS LIMIT</c></summary>
    CacheDump,

    /// <summary>Another word, which a server may know or answer with <c>ERROR</c>.</summary>
    Other,
}

/// <summary><c>stats [GROUP [ARGUMENT*]]</c>. The binary protocol's Stat has the same words as its key.</summary>
/// <param name="Group">What is asked about.</param>
/// <param name="SlabClass">The class that <c>cachedump</c> looks at.</param>
/// <param name="Limit">How many items <c>cachedump</c> lists; 0 = all.</param>
public readonly record struct StatsCommand(StatsGroup Group, int SlabClass = 0, uint Limit = 0)
{
    private const uint SlabClasses = 64;

    /// <summary>Reads the words behind <c>stats</c>.</summary>
    /// <param name="words">The words.</param>
    /// <param name="command">What they say.</param>
    /// <returns>What to answer if they make no sense; otherwise <see cref="ReplyLine.None"/>.</returns>
    public static ReplyLine Parse(Words words, out StatsCommand command)
    {
        Words.Enumerator word = words.GetEnumerator();
        command = new StatsCommand(word.MoveNext() ? GroupOf(word.Current) : StatsGroup.General);
        return command.Group switch
        {
            StatsGroup.DetailDump => ParseDetail(ref word, out command),
            StatsGroup.CacheDump => ParseCacheDump(ref word, out command),
            _ => ReplyLine.None,
        };
    }

    /// <summary>Writes the line.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="written">Bytes written; 0 if the destination is too small.</param>
    /// <returns>False: the destination is too small, or the group is <see cref="StatsGroup.Other"/>, whose words are not known
    /// here.</returns>
    public bool TryWrite(Span<byte> destination, out int written)
    {
        var writer = new SpanWriter(destination);
        writer.Add("stats"u8);
        writer.Add(WordsOf(Group));
        if (Group == StatsGroup.CacheDump)
        {
            writer.Add((byte)' ');
            writer.AddNumber((long)SlabClass);
            writer.Add((byte)' ');
            writer.AddNumber((ulong)Limit);
        }

        writer.Add("\r\n"u8);
        return writer.TryFinish(out written, Group != StatsGroup.Other);
    }

    private static ReadOnlySpan<byte> WordsOf(StatsGroup group) => group switch
    {
        StatsGroup.Settings => " settings"u8,
        StatsGroup.Items => " items"u8,
        StatsGroup.Slabs => " slabs"u8,
        StatsGroup.Sizes => " sizes"u8,
        StatsGroup.Connections => " conns"u8,
        StatsGroup.Extstore => " extstore"u8,
        StatsGroup.Reset => " reset"u8,
        StatsGroup.DetailOn => " detail on"u8,
        StatsGroup.DetailOff => " detail off"u8,
        StatsGroup.DetailDump => " detail dump"u8,
        StatsGroup.CacheDump => " cachedump"u8,
        _ => [],
    };

    private static StatsGroup GroupOf(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("settings"u8) ? StatsGroup.Settings :
        name.SequenceEqual("items"u8) ? StatsGroup.Items :
        name.SequenceEqual("slabs"u8) ? StatsGroup.Slabs :
        name.SequenceEqual("sizes"u8) ? StatsGroup.Sizes :
        name.SequenceEqual("conns"u8) ? StatsGroup.Connections :
        name.SequenceEqual("extstore"u8) ? StatsGroup.Extstore :
        name.SequenceEqual("reset"u8) ? StatsGroup.Reset :
        name.SequenceEqual("detail"u8) ? StatsGroup.DetailDump :
        name.SequenceEqual("cachedump"u8) ? StatsGroup.CacheDump :
        StatsGroup.Other;

    private static ReplyLine ParseDetail(ref Words.Enumerator word, out StatsCommand command)
    {
        ReadOnlySpan<byte> argument = word.MoveNext() ? word.Current : [];
        StatsGroup? group =
            argument.SequenceEqual("on"u8) ? StatsGroup.DetailOn :
            argument.SequenceEqual("off"u8) ? StatsGroup.DetailOff :
            argument.SequenceEqual("dump"u8) ? StatsGroup.DetailDump :
            null;
        command = new StatsCommand(group ?? StatsGroup.Other);
        return group is null ? ReplyLine.DetailUsage : ReplyLine.None;
    }

    private static ReplyLine ParseCacheDump(ref Words.Enumerator word, out StatsCommand command)
    {
        command = new StatsCommand(StatsGroup.CacheDump);
        ReadOnlySpan<byte> classWord = word.MoveNext() ? word.Current : [];
        ReadOnlySpan<byte> limitWord = word.MoveNext() ? word.Current : [];
        if (limitWord.IsEmpty)
        {
            return ReplyLine.BadCommandLine;
        }

        if (!DecimalNumber.TryParse(classWord, out uint slabClass) || !DecimalNumber.TryParse(limitWord, out uint limit))
        {
            return ReplyLine.BadCommandLineFormat;
        }

        command = new StatsCommand(StatsGroup.CacheDump, (int)slabClass, limit);
        return slabClass < SlabClasses ? ReplyLine.None : ReplyLine.IllegalSlabClass;
    }
}
