using CacheCore.Listener.Primitives;
using CacheCore.Protocol.Text;

namespace CacheCore.Listener.Verbs;

/// <summary>One connection, as far as commands have to do with it.</summary>
/// <param name="number">Tells it from others in logs and statistics.</param>
/// <param name="output">Where its replies go.</param>
internal sealed class ClientSession(int number, ReplyBuffer output)
{
    public int Number { get; } = number;

    public ReplyBuffer Output { get; } = output;

    /// <summary>
    /// What takes long, such as a dump or a flush: it is carried out aside, so that the other connections of the thread do not wait for it,
    /// and goes on once what was written of it is on its way. Null = there is none.
    /// </summary>
    public IEnumerator<bool>? Aside { get; set; }

    /// <summary>Has work that is one piece carried out aside.</summary>
    public void DoAside(Action work)
    {
        Aside = Once(work);

        static IEnumerator<bool> Once(Action work)
        {
            work();
            yield return true;
        }
    }

    /// <summary>How long the connection is left alone, without a thread, before it goes on; zero = not at all.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>What the connection watches from now on; null = it does not.</summary>
    public Watching.Watcher? Watcher { get; set; }

    /// <summary>True once nothing more is to be carried out.</summary>
    public bool IsOver { get; set; }

    /// <summary>True if it is over because of what the client did wrong.</summary>
    public bool IsAtFault { get; set; }

    /// <summary>The key of a command that is carried out, if its line had it as Base64.</summary>
    public byte[] DecodedKey { get; } = new byte[Protocol.ProtocolLimits.MaxDecodedKeyLength];

    /// <summary>Answers a line unless the request does not want it.</summary>
    public void Answer(in TextCommand command, ReplyLine line)
    {
        if (!command.NoReply)
        {
            Output.Add(line);
        }
    }
}
