using CacheCore.Protocol.Classic;
using CacheCore.Protocol.Text;

namespace CacheCore.Tool.Values;

/// <summary>The requests of these commands. Pure.</summary>
internal static class ItemRequests
{
    public static byte[] Get(byte[] key) => Line(new ClassicRequest { Verb = TextVerb.Get, Key = key });

    public static byte[] Delete(byte[] key) => Line(new ClassicRequest { Verb = TextVerb.Delete, Key = key });

    /// <summary>What stands before the value; behind it comes a line end.</summary>
    public static byte[] Set(byte[] key, uint flags, int expiryTime, int length)
    {
        var request = new ClassicRequest { Verb = TextVerb.Set, Key = key, ClientFlags = flags, Exptime = expiryTime };
        byte[] head = new byte[request.MaxLength];
        _ = request.TryWriteHead(head, length, out int written);
        return head[..written];
    }

    private static byte[] Line(in ClassicRequest request)
    {
        byte[] line = new byte[request.MaxLength];
        _ = request.TryWrite(line, out int written);
        return line[..written];
    }
}
