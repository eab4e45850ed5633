using System.Buffers.Text;
using CacheCore.Access.Items;
using CacheCore.Listener.Verbs;
using CacheCore.Protocol.Text;

namespace CacheCore.Listener.Administration;

/// <summary>Commands of memcached's debug build, for tests from outside. Off unless asked for.</summary>
internal sealed class DebugVerbs(CommandContext context)
{
    public ReplyLine Execute(TextVerb verb, Words words)
    {
        Words.Enumerator word = words.GetEnumerator();
        ReadOnlySpan<byte> first = word.MoveNext() ? word.Current : [];
        ReadOnlySpan<byte> second = word.MoveNext() ? word.Current : [];
        return verb switch
        {
            TextVerb.DebugTime => MoveTime(first),
            TextVerb.DebugItem => Hold(first, second),
            _ => ReplyLine.Error,
        };
    }

    private ReplyLine MoveTime(ReadOnlySpan<byte> argument)
    {
        if (argument.SequenceEqual("p"u8))
        {
            context.Access.Clock.Pause();
            return ReplyLine.Ok;
        }

        if (argument.SequenceEqual("r"u8))
        {
            context.Access.Clock.Resume();
            return ReplyLine.Ok;
        }

        if (!Utf8Parser.TryParse(argument, out int seconds, out int length) || length != argument.Length)
        {
            return ReplyLine.Error;
        }

        context.Access.Clock.Shift(TimeSpan.FromSeconds(seconds));
        return ReplyLine.Ok;
    }

    /// <summary>
    /// Nothing can be held here: items are never referred to, and no lock is held from one command to the next.
    /// So there is only told whether the item exists.
    /// </summary>
    private ReplyLine Hold(ReadOnlySpan<byte> action, ReadOnlySpan<byte> key)
    {
        if (key.IsEmpty)
        {
            return ReplyLine.Error;
        }

        if (action.SequenceEqual("ref"u8))
        {
            return context.TrySee(key, context.Access.Hash(key), out ItemSight _) ? ReplyLine.Ok : ReplyLine.Miss;
        }

        bool isKnown = action.SequenceEqual("unref"u8) || action.SequenceEqual("lock"u8) || action.SequenceEqual("unlock"u8);
        return isKnown ? ReplyLine.Ok : ReplyLine.Error;
    }
}
