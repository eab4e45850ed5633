namespace CacheCore.Tool.Client;

/// <summary>One figure of <c>stats</c>: <c>STAT name value</c>, or <c>PREFIX</c> and <c>ITEM</c> in its place.</summary>
internal readonly record struct StatLine(string Name, string Value)
{
    /// <summary>Reads a line. Pure.</summary>
    /// <returns>False: it is none of these, so the list ends here.</returns>
    public static bool TryParse(ReadOnlySpan<byte> line, out StatLine figure)
    {
        int at = line.IndexOf((byte)' ');
        figure = default;
        if (at < 0 || !(line[..at].SequenceEqual("STAT"u8) || line[..at].SequenceEqual("PREFIX"u8) || line[..at].SequenceEqual("ITEM"u8)))
        {
            return false;
        }

        ReadOnlySpan<byte> rest = line[(at + 1)..];
        int end = rest.IndexOf((byte)' ');
        figure = end < 0 ? new StatLine(ReplyText.Of(rest), "") : new StatLine(ReplyText.Of(rest[..end]), ReplyText.Of(rest[(end + 1)..]));
        return true;
    }

    /// <summary>What the server answers to <c>stats</c> with a group behind it, or to <c>stats</c> alone.</summary>
    public static async Task<IReadOnlyList<StatLine>> AskAsync(MemcachedClient client, string group, CancellationToken cancel)
    {
        await client.SendAsync(System.Text.Encoding.UTF8.GetBytes(group.Length == 0 ? "stats\r\n" : $"stats {group}\r\n"), cancel).ConfigureAwait(false);
        var figures = new List<StatLine>();
        while (TryParse((await client.ReadLineAsync(cancel).ConfigureAwait(false)).Span, out StatLine figure))
        {
            figures.Add(figure);
        }

        return figures;
    }
}
