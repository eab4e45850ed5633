using CacheCore.Protocol.Spans;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Administration;

/// <summary>What <c>lru</c> is to do.</summary>
public enum LruAction
{
    /// <summary><c>tune HOT WARM HOTFACTOR WARMFACTOR</c></summary>
    Tune,

    /// <summary><c>mode flat</c></summary>
    Flat,

    /// <summary><c>mode segmented</c></summary>
    Segmented,

    /// <summary><c>temp_ttl SECONDS</c></summary>
    TemporaryTtl,
}

/// <summary><c>lru tune|mode|temp_ttl …</c></summary>
/// <param name="Action">What to do.</param>
/// <param name="HotPercent">Tune: HOT's share.</param>
/// <param name="WarmPercent">Tune: WARM's share; both together at most 80.</param>
/// <param name="HotFactor">Tune: HOT's age in relation to COLD's; above 0.</param>
/// <param name="WarmFactor">Tune: WARM's age in relation to COLD's; above 0.</param>
/// <param name="Seconds">TemporaryTtl: items that live no longer than this are temporary; negative = none are.</param>
public readonly record struct LruCommand(
    LruAction Action, int HotPercent = 0, int WarmPercent = 0, double HotFactor = 0, double WarmFactor = 0, int Seconds = 0)
{
    private const ulong MaxPercent = 80;

    /// <summary>Reads the words behind <c>lru</c>.</summary>
    /// <param name="words">The words.</param>
    /// <param name="command">What they say.</param>
    /// <returns>What to answer if they make no sense; otherwise <see cref="ReplyLine.None"/>.</returns>
    public static ReplyLine Parse(Words words, out LruCommand command)
    {
        Words.Enumerator word = words.GetEnumerator();
        ReadOnlySpan<byte> action = word.MoveNext() ? word.Current : [];
        command = default;
        if (action.SequenceEqual("tune"u8))
        {
            return ParseTune(ref word, out command);
        }

        ReadOnlySpan<byte> argument = word.MoveNext() ? word.Current : [];
        if (action.SequenceEqual("mode"u8))
        {
            bool isFlat = argument.SequenceEqual("flat"u8);
            command = new LruCommand(isFlat ? LruAction.Flat : LruAction.Segmented);
            return isFlat || argument.SequenceEqual("segmented"u8) ? ReplyLine.None : ReplyLine.Error;
        }

        bool isTemporary = action.SequenceEqual("temp_ttl"u8) & DecimalNumber.TryParse(argument, out int seconds);
        command = new LruCommand(LruAction.TemporaryTtl, Seconds: seconds);
        return isTemporary ? ReplyLine.None : ReplyLine.Error;
    }

    /// <summary>Writes the line.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="written">Bytes written; 0 if the destination is too small.</param>
    /// <returns>False: the destination is too small.</returns>
    public bool TryWrite(Span<byte> destination, out int written)
    {
        var writer = new SpanWriter(destination);
        switch (Action)
        {
            case LruAction.Tune:
                writer.Add("lru tune "u8);
                writer.AddNumber((long)HotPercent);
                writer.Add((byte)' ');
                writer.AddNumber((long)WarmPercent);
                writer.Add((byte)' ');
                writer.AddNumber(HotFactor);
                writer.Add((byte)' ');
                writer.AddNumber(WarmFactor);
                break;
            case LruAction.TemporaryTtl:
                writer.Add("lru temp_ttl "u8);
                writer.AddNumber((long)Seconds);
                break;
            default:
                writer.Add(Action == LruAction.Flat ? "lru mode flat"u8 : "lru mode segmented"u8);
                break;
        }

        writer.Add("\r\n"u8);
        return writer.TryFinish(out written);
    }

    private static ReplyLine ParseTune(ref Words.Enumerator word, out LruCommand command)
    {
        bool areNumbers =
            word.MoveNext() & DecimalNumber.TryParse(word.Current, out uint hotPercent) &
            word.MoveNext() & DecimalNumber.TryParse(word.Current, out uint warmPercent) &
            word.MoveNext() & DecimalNumber.TryParse(word.Current, out double hotFactor) &
            word.MoveNext() & DecimalNumber.TryParse(word.Current, out double warmFactor);
        command = new LruCommand(LruAction.Tune, (int)hotPercent, (int)warmPercent, hotFactor, warmFactor);
        if (!areNumbers)
        {
            return ReplyLine.Error;
        }

        if ((ulong)hotPercent + warmPercent > MaxPercent)
        {
            return ReplyLine.LruPercentTooHigh;
        }

        return hotFactor > 0 && warmFactor > 0 ? ReplyLine.None : ReplyLine.LruFactorTooLow;
    }
}
