using CacheCore.Protocol;
using CacheCore.Protocol.Text;

namespace CacheCore.Listener.Verbs;

/// <summary>What get, gets, gat and gats ask for; kept while one of many keys waits for its replies to be sent.</summary>
internal readonly record struct Retrieval
{
    public Retrieval(in TextCommand command)
    {
        Verb = command.Verb;
        Exptime = command.Exptime;
        Keys = command.Arguments;
    }

    public TextVerb Verb { get; }

    public int Exptime { get; }

    /// <summary>Where the keys lie.</summary>
    public ByteRange Keys { get; init; }
}
