using System.Buffers;
using CacheCore.Protocol.Primitives;

namespace CacheCore.Protocol.Administration;

/// <summary>
/// One line of <c>lru_crawler metadump</c>, which ends in a line feed alone:
/// <c>key=K exp=N la=N cas=N fetch=yes|no cls=N size=N flags=N </c>.
/// </summary>
public readonly ref struct MetadumpItem
{
    // What stands in a URI as it is.
    private static readonly SearchValues<byte> Unreserved =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"u8);

    /// <summary>The item's key; on the line everything is escaped that a URI would not take.</summary>
    public ReadOnlySpan<byte> Key { get; init; }

    /// <summary>Unix time at which it expires; -1 = never.</summary>
    public long ExpiresAt { get; init; }

    /// <summary>Unix time at which it was last used.</summary>
    public long LastAccess { get; init; }

    /// <summary>Its CAS value.</summary>
    public ulong Cas { get; init; }

    /// <summary>True if it was ever fetched.</summary>
    public bool WasFetched { get; init; }

    /// <summary>Number of its slab class.</summary>
    public int SlabClass { get; init; }

    /// <summary>Bytes that it takes, all counted.</summary>
    public long Size { get; init; }

    /// <summary>The caller's 32 bits.</summary>
    public uint ClientFlags { get; init; }

    /// <summary>Writes the line.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="written">Its length; 0 if the destination is too small.</param>
    /// <returns>False: the destination is too small.</returns>
    public bool TryWrite(Span<byte> destination, out int written)
    {
        var writer = new SpanWriter(destination);
        writer.Add("key="u8);
        AddEscaped(ref writer, Key);
        writer.Add(" exp="u8);
        writer.AddNumber(ExpiresAt);
        writer.Add(" la="u8);
        writer.AddNumber(LastAccess);
        writer.Add(" cas="u8);
        writer.AddNumber(Cas);
        writer.Add(WasFetched ? " fetch=yes"u8 : " fetch=no"u8);
        writer.Add(" cls="u8);
        writer.AddNumber((ulong)SlabClass);
        writer.Add(" size="u8);
        writer.AddNumber(Size);
        writer.Add(" flags="u8);
        writer.AddNumber((ulong)ClientFlags);
        writer.Add(" \n"u8);
        return writer.TryFinish(out written);
    }

    private static void AddEscaped(ref SpanWriter writer, ReadOnlySpan<byte> key)
    {
        foreach (byte character in key)
        {
            if (Unreserved.Contains(character))
            {
                writer.Add(character);
                continue;
            }

            writer.Add((byte)'%');
            writer.AddHex(character);
        }
    }
}
