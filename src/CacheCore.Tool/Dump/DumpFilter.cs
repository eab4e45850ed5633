using System.IO.Enumeration;
using System.Text;
using CacheCore.Protocol.Administration;

namespace CacheCore.Tool.Dump;

/// <summary>Which items of a dump are shown: those that meet all of it.</summary>
internal sealed record DumpFilter
{
    /// <summary>How the key begins; empty = anyhow.</summary>
    public byte[] Prefix { get; init; } = [];

    /// <summary>What the key looks like: <c>*</c> stands for anything, <c>?</c> for one character; null = anything.</summary>
    public string? Pattern { get; init; }

    /// <summary>Bytes that the item takes at least.</summary>
    public long LeastSize { get; init; }

    /// <summary>Seconds that it has left at least; an item without an end always has them.</summary>
    public long? LeastSecondsLeft { get; init; }

    /// <summary>Seconds that it has left at most; an item without an end never has so few.</summary>
    public long? MostSecondsLeft { get; init; }

    /// <summary>Only what was never read.</summary>
    public bool OnlyUnread { get; init; }

    /// <summary>Pure.</summary>
    /// <param name="item">The item.</param>
    /// <param name="now">The server's time.</param>
    public bool Takes(in MetadumpItem item, long now)
    {
        long left = item.ExpiresAt == MetadumpItem.Never ? long.MaxValue : item.ExpiresAt - now;
        return item.Size >= LeastSize
            && !(OnlyUnread && item.WasFetched)
            && left >= (LeastSecondsLeft ?? long.MinValue)
            && left <= (MostSecondsLeft ?? long.MaxValue)
            && item.Key.StartsWith(Prefix)
            && (Pattern is null || Matches(item.Key));
    }

    private bool Matches(ReadOnlySpan<byte> key)
    {
        Span<char> text = key.Length <= 512 ? stackalloc char[512] : new char[key.Length];
        int length = Encoding.UTF8.GetChars(key, text);
        return FileSystemName.MatchesSimpleExpression(Pattern, text[..length], ignoreCase: false);
    }
}
