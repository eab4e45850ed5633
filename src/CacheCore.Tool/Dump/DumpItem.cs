using System.Buffers.Text;
using System.Globalization;

namespace CacheCore.Tool.Dump;

/// <summary>One line of <c>lru_crawler metadump</c>, such as <c>key=a%20b exp=-1 la=1700000000 cas=7 fetch=no cls=1 size=65</c>. What a server does not tell is 0.</summary>
internal readonly ref struct DumpItem
{
    /// <summary>The key as the line has it: what is no letter or digit may be <c>%XX</c>.</summary>
    public ReadOnlySpan<byte> EscapedKey { get; private init; }

    /// <summary>Unix time at which it ends; null = never.</summary>
    public long? ExpiresAt { get; private init; }

    /// <summary>Unix time at which it was last used.</summary>
    public long LastAccess { get; private init; }

    public ulong Cas { get; private init; }

    /// <summary>True if it was read since it was written.</summary>
    public bool WasRead { get; private init; }

    public int SlabClass { get; private init; }

    /// <summary>Bytes that it takes, all counted.</summary>
    public long Size { get; private init; }

    public uint Flags { get; private init; }

    /// <summary>Reads a line. Pure.</summary>
    /// <returns>False: it is no such line.</returns>
    public static bool TryParse(ReadOnlySpan<byte> line, out DumpItem item)
    {
        item = default;
        if (!line.StartsWith("key="u8))
        {
            return false;
        }

        foreach (Range range in line.Split((byte)' '))
        {
            ReadOnlySpan<byte> word = line[range];
            int at = word.IndexOf((byte)'=');
            item = at < 0 ? item : item.With(word[..at], word[(at + 1)..]);
        }

        return true;
    }

    /// <summary>The key's own bytes.</summary>
    /// <param name="destination">As long as the escaped key.</param>
    /// <returns>How many they are.</returns>
    public int Unescape(Span<byte> destination)
    {
        int length = 0;
        for (int at = 0; at < EscapedKey.Length; length++)
        {
            ReadOnlySpan<byte> digits = EscapedKey[at] == '%' && at + 2 < EscapedKey.Length ? EscapedKey.Slice(at + 1, 2) : default;
            bool isEscape = byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte escaped);
            destination[length] = isEscape ? escaped : EscapedKey[at];
            at += isEscape ? 3 : 1;
        }

        return length;
    }

    /// <summary>Seconds that it has left; null = it has no end.</summary>
    /// <param name="now">The server's own time.</param>
    public long? SecondsLeft(long now) => ExpiresAt - now;

    private DumpItem With(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => name switch
    {
        _ when name.SequenceEqual("key"u8) => this with { EscapedKey = value },
        _ when name.SequenceEqual("exp"u8) => this with { ExpiresAt = Number(value) is var time and >= 0 ? time : null },
        _ when name.SequenceEqual("la"u8) => this with { LastAccess = Number(value) },
        _ when name.SequenceEqual("cas"u8) => this with { Cas = Utf8Parser.TryParse(value, out ulong cas, out _) ? cas : 0 },
        _ when name.SequenceEqual("fetch"u8) => this with { WasRead = value.SequenceEqual("yes"u8) },
        _ when name.SequenceEqual("cls"u8) => this with { SlabClass = (int)Number(value) },
        _ when name.SequenceEqual("size"u8) => this with { Size = Number(value) },
        _ when name.SequenceEqual("flags"u8) => this with { Flags = (uint)Number(value) },
        _ => this,
    };

    private static long Number(ReadOnlySpan<byte> text) => Utf8Parser.TryParse(text, out long number, out _) ? number : 0;
}
