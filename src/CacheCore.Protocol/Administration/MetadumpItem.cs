using CacheCore.Protocol.Spans;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Administration;

/// <summary>
/// One line of <c>lru_crawler metadump</c>, which ends in a line feed alone:
/// <c>key=K exp=N la=N cas=N fetch=yes|no cls=N size=N flags=N </c>.
/// </summary>
public readonly ref struct MetadumpItem
{
    /// <summary>The <see cref="ExpiresAt"/> of an item that does not expire.</summary>
    public const long Never = -1;

    /// <summary>The item's key; on the line everything is escaped that a URI would not take.</summary>
    public ReadOnlySpan<byte> Key { get; init; }

    /// <summary>Unix time at which it expires, or <see cref="Never"/>.</summary>
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
        EscapedKey.Add(ref writer, Key);
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

    /// <summary>Reads a line. What a server does not tell is 0, or <see cref="Never"/>, and what is not known is passed over.</summary>
    /// <param name="line">The line without its end.</param>
    /// <param name="scratch">Where an escaped key is put as it is: as many bytes as the line has are always enough.</param>
    /// <param name="item">What it says; its key lies in <paramref name="scratch"/>.</param>
    /// <returns>False: it is no such line, or a number is none, or the scratch is too small.</returns>
    public static bool TryParse(ReadOnlySpan<byte> line, Span<byte> scratch, out MetadumpItem item)
    {
        (long expiresAt, long lastAccess, ulong cas, bool wasFetched) = (Never, 0, 0, false);
        (int slabClass, long size, uint clientFlags) = (0, 0, 0);
        ReadOnlySpan<byte> key = default;
        bool isValid = line.StartsWith("key="u8);
        foreach (ReadOnlySpan<byte> word in new Words(line, new ByteRange(0, line.Length)))
        {
            ReadOnlySpan<byte> name = FieldText.NameOf(word, out ReadOnlySpan<byte> text);
            isValid &= name switch
            {
                _ when name.SequenceEqual("key"u8) => EscapedKey.TryRead(text, scratch, out key),
                _ when name.SequenceEqual("exp"u8) => DecimalNumber.TryParse(text, out expiresAt),
                _ when name.SequenceEqual("la"u8) => DecimalNumber.TryParse(text, out lastAccess),
                _ when name.SequenceEqual("cas"u8) => DecimalNumber.TryParse(text, out cas),
                _ when name.SequenceEqual("cls"u8) => DecimalNumber.TryParse(text, out slabClass),
                _ when name.SequenceEqual("size"u8) => DecimalNumber.TryParse(text, out size),
                _ when name.SequenceEqual("flags"u8) => DecimalNumber.TryParse(text, out clientFlags),
                _ => true,
            };
            wasFetched |= word.SequenceEqual("fetch=yes"u8);
        }

        item = new MetadumpItem
        {
            Key = key,
            ExpiresAt = expiresAt,
            LastAccess = lastAccess,
            Cas = cas,
            WasFetched = wasFetched,
            SlabClass = slabClass,
            Size = size,
            ClientFlags = clientFlags,
        };
        return isValid;
    }
}
