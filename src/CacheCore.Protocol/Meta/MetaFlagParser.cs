using CacheCore.Protocol.Spans;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Meta;

/// <summary>
/// The flags of mg, ms, md and ma. What cannot be a flag ends the search; a bad argument does not, so that of several the last one is told,
/// as memcached does; that of F only if there was none before it.
/// </summary>
internal static class MetaFlagParser
{
    // A flag takes a space and a letter at least.
    private const int ShortestFlag = 2;

    // Flags whose argument counts, or that say something about the key; the others are done with when they are noted.
    private const MetaFlags Parsed =
        MetaFlags.Mode | MetaFlags.Opaque | MetaFlags.Base64Key | MetaFlags.Ttl | MetaFlags.Vivify | MetaFlags.Recache
        | MetaFlags.CompareCas
        | MetaFlags.NewCas | MetaFlags.Delta | MetaFlags.Initial | MetaFlags.ClientFlags;

    public static ReplyLine Parse(ref TextCommand command, ref Words.Enumerator words, int wordsBefore)
    {
        bool isArithmetic = command.Verb == TextVerb.MetaArithmetic;
        command.Number = isArithmetic ? 1u : 0u;
        ref MetaOptions options = ref command.Options;
        options.Mode = isArithmetic ? MetaMode.Increment : MetaMode.Set;
        int most = ProtocolLimits.MaxMetaWords - wordsBefore;
        if (words.Rest.Length > most * ShortestFlag && IsTooMany(words, most))
        {
            return ReplyLine.TooManyFlags;
        }

        ReplyLine badArgument = ReplyLine.None;
        ReplyLine badMode = ReplyLine.None;
        bool isOpaqueTooLong = false;
        while (words.MoveNext())
        {
            byte letter = words.Current[0];
            ReadOnlySpan<byte> argument = words.Current[1..];
            MetaFlags flag = MetaLetters.FlagOf(letter);
            if (flag == MetaFlags.None || options.Has(flag))
            {
                return isArithmetic ? ReplyLine.InvalidOrDuplicateFlag : WhyNoFlag(letter, flag);
            }

            options.Flags |= flag;
            if ((flag & Parsed) == 0)
            {
                continue;
            }

            ReplyLine problem = ReplyLine.None;
            switch (flag)
            {
                case MetaFlags.Mode:
                    badMode = ParseMode(ref options, command.Verb, argument);
                    break;
                case MetaFlags.Opaque:
                    isOpaqueTooLong = argument.Length > ProtocolLimits.MaxOpaqueLength;
                    break;
                case MetaFlags.Base64Key:
                    problem = Base64Key.IsValid(command.Key.In(words.Line)) ? ReplyLine.None : ReplyLine.UndecodableKey;
                    break;
                default:
                    problem = ParseNumber(ref command, flag, argument);
                    break;
            }

            bool isToldLast = flag != MetaFlags.ClientFlags || badArgument == ReplyLine.None;
            badArgument = problem == ReplyLine.None || !isToldLast ? badArgument : problem;
        }

        if (badArgument != ReplyLine.None)
        {
            return isArithmetic ? ReplyLine.InvalidOrDuplicateFlag : badArgument;
        }

        return badMode == ReplyLine.None && isOpaqueTooLong ? ReplyLine.OpaqueTooLong : badMode;
    }

    private static bool IsTooMany(Words.Enumerator words, int most)
    {
        int count = 0;
        while (words.MoveNext())
        {
            count++;
        }

        return count > most;
    }

    private static ReplyLine WhyNoFlag(byte letter, MetaFlags flag)
    {
        if (flag != MetaFlags.None)
        {
            return ReplyLine.DuplicateFlag;
        }

        return char.IsAsciiLetterOrDigit((char)letter) ? ReplyLine.InvalidFlag : ReplyLine.BadCommandLineFormat;
    }

    private static ReplyLine ParseMode(ref MetaOptions options, TextVerb verb, ReadOnlySpan<byte> argument)
    {
        byte letter = argument.IsEmpty ? (byte)0 : argument[0];
        (MetaMode mode, ReplyLine problem) = (verb, letter) switch
        {
            (TextVerb.MetaSet, (byte)'S') => (MetaMode.Set, ReplyLine.None),
            (TextVerb.MetaSet, (byte)'E') => (MetaMode.Add, ReplyLine.None),
            (TextVerb.MetaSet, (byte)'R') => (MetaMode.Replace, ReplyLine.None),
            (TextVerb.MetaSet, (byte)'A') => (MetaMode.Append, ReplyLine.None),
            (TextVerb.MetaSet, (byte)'P') => (MetaMode.Prepend, ReplyLine.None),
            (TextVerb.MetaSet, _) => (MetaMode.Set, ReplyLine.InvalidSetMode),
            (TextVerb.MetaArithmetic, (byte)'I' or (byte)'+') => (MetaMode.Increment, ReplyLine.None),
            (TextVerb.MetaArithmetic, (byte)'D' or (byte)'-') => (MetaMode.Decrement, ReplyLine.None),
            (TextVerb.MetaArithmetic, _) => (MetaMode.Increment, ReplyLine.InvalidArithmeticMode),
            _ => (options.Mode, ReplyLine.None),
        };
        options.Mode = mode;
        return problem;
    }

    private static ReplyLine ParseNumber(ref TextCommand command, MetaFlags flag, ReadOnlySpan<byte> argument) => flag switch
    {
        MetaFlags.Ttl or MetaFlags.Vivify or MetaFlags.Recache => ParseSeconds(ref command, flag, argument),
        MetaFlags.CompareCas or MetaFlags.NewCas => ParseCas(ref command, flag, argument),
        MetaFlags.Delta or MetaFlags.Initial => ParseCount(ref command, flag, argument),
        MetaFlags.ClientFlags => ParseClientFlags(ref command, argument),
        _ => ReplyLine.None,
    };

    private static ReplyLine ParseSeconds(ref TextCommand command, MetaFlags flag, ReadOnlySpan<byte> argument)
    {
        if (!DecimalNumber.TryParse(argument, out int seconds))
        {
            return ReplyLine.BadToken;
        }

        switch (flag)
        {
            case MetaFlags.Ttl:
                command.Exptime = seconds;
                if (command.Options.Has(MetaFlags.Vivify) && command.Verb != TextVerb.MetaSet)
                {
                    command.Options.VivifyExptime = seconds;
                }

                break;
            case MetaFlags.Vivify:
                command.Options.VivifyExptime = seconds;
                break;
            default:
                command.Options.RecacheSeconds = seconds;
                break;
        }

        return ReplyLine.None;
    }

    private static ReplyLine ParseCas(ref TextCommand command, MetaFlags flag, ReadOnlySpan<byte> argument)
    {
        if (!DecimalNumber.TryParse(argument, out ulong cas))
        {
            return ReplyLine.BadToken;
        }

        if (flag == MetaFlags.CompareCas)
        {
            command.Cas = cas;
        }
        else
        {
            command.Options.NewCas = cas;
        }

        return ReplyLine.None;
    }

    private static ReplyLine ParseCount(ref TextCommand command, MetaFlags flag, ReadOnlySpan<byte> argument)
    {
        bool isDelta = flag == MetaFlags.Delta;
        if (!DecimalNumber.TryParse(argument, out ulong count))
        {
            return isDelta ? ReplyLine.InvalidMetaDelta : ReplyLine.InvalidMetaInitial;
        }

        if (isDelta)
        {
            command.Number = count;
        }
        else
        {
            command.Options.Initial = count;
        }

        return ReplyLine.None;
    }

    private static ReplyLine ParseClientFlags(ref TextCommand command, ReadOnlySpan<byte> argument)
    {
        bool isNumber = DecimalNumber.TryParse(argument, out uint clientFlags);
        command.ClientFlags = clientFlags;
        return isNumber ? ReplyLine.None : ReplyLine.BadCommandLineFormat;
    }
}
