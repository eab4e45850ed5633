using CacheCore.Access.Items;
using CacheCore.Access.Values;
using CacheCore.Listener.Verbs;
using CacheCore.Protocol.Administration;
using CacheCore.Protocol.Text;
using CacheCore.Server.Sessions;

namespace CacheCore.Listener.Administration;

/// <summary>
/// Lists of items that go out piece by piece, each no larger than what may wait to be sent, so that a dump of everything takes no memory.
/// Others read and write meanwhile.
/// </summary>
internal sealed class KeyDump(CommandContext context)
{
    private const int PieceLength = 64 << 10;
    private const int MaxCacheDump = 2 << 20;

    private delegate bool LineWriter(Span<byte> room, byte[] key, in ItemSight item, int slabClass, long size, out int written);

    /// <summary><c>lru_crawler metadump</c></summary>
    public IEnumerator<bool> Metadump(ReplyBuffer output, ulong classes)
    {
        output.Add(ReplyLine.Ok);
        foreach (bool piece in Lines(output, classes, limit: 0, long.MaxValue, TryWriteMetadump))
        {
            yield return piece;
        }

        output.Add(ReplyLine.End);
    }

    /// <summary><c>lru_crawler mgdump</c></summary>
    public IEnumerator<bool> Mgdump(ReplyBuffer output, ulong classes)
    {
        output.Add(ReplyLine.Ok);
        foreach (bool piece in Lines(output, classes, limit: 0, long.MaxValue, TryWriteMgdump))
        {
            yield return piece;
        }

        output.Add(ReplyLine.MetaEnd);
    }

    /// <summary><c>stats cachedump</c></summary>
    public IEnumerator<bool> CacheDump(ReplyBuffer output, int slabClass, uint limit)
    {
        foreach (bool piece in Lines(output, 1UL << slabClass, limit, MaxCacheDump, TryWriteCacheDump))
        {
            yield return piece;
        }

        output.Add(ReplyLine.End);
    }

    /// <summary><c>stats detail dump</c></summary>
    public void Prefixes(ReplyBuffer output)
    {
        foreach ((string prefix, Statistics.PrefixCounts.Counts counts) in context.Prefixes.ToArray())
        {
            byte[] name = System.Text.Encoding.Latin1.GetBytes(prefix);
            int written;
            while (!AdministrationReplyWriter.TryWritePrefix(
                output.Room, name, counts.Gets, counts.Hits, counts.Sets, counts.Deletes, out written))
            {
                output.Grow();
            }

            output.Advance(written);
        }

        output.Add(ReplyLine.End);
    }

    private IEnumerable<bool> Lines(ReplyBuffer output, ulong classes, uint limit, long mostBytes, LineWriter writer)
    {
        long lines = 0;
        long bytes = 0;
        foreach (byte[] key in context.Store.EnumerateKeys())
        {
            if (!context.TrySee(key, context.Access.Hash(key), out ItemSight item))
            {
                continue;
            }

            long size = context.Sizes.SizeOf(key, in item);
            int slabClass = context.Sizes.ClassOf(size);
            if ((classes & (1UL << slabClass)) == 0)
            {
                continue;
            }

            int written = Write(output, writer, key, in item, slabClass, size);
            bytes += written;
            lines += written > 0 ? 1 : 0;
            if (lines == limit && limit != 0 || bytes >= mostBytes)
            {
                yield break;
            }

            if (output.Pending >= PieceLength)
            {
                yield return true;
            }
        }
    }

    private static int Write(ReplyBuffer output, LineWriter writer, byte[] key, in ItemSight item, int slabClass, long size)
    {
        int written;
        while (!writer(output.Room, key, in item, slabClass, size, out written))
        {
            output.Grow();
        }

        output.Advance(written);
        return written;
    }

    private bool TryWriteMetadump(Span<byte> room, byte[] key, in ItemSight item, int slabClass, long size, out int written) =>
        new MetadumpItem
        {
            Key = key,
            ExpiresAt = context.Time.UnixTimeOf(in item),
            LastAccess = context.Time.UtcNow.ToUnixTimeSeconds() - context.Time.IdleSeconds(in item),
            Cas = context.Cas.Shown(item.Cas),
            WasFetched = item.WasRead,
            SlabClass = slabClass,
            Size = size,
            ClientFlags = item.Flags,
        }.TryWrite(room, out written);

    private static bool TryWriteMgdump(Span<byte> room, byte[] key, in ItemSight item, int slabClass, long size, out int written) =>
        AdministrationReplyWriter.TryWriteKeyDumpItem(room, key, IsBinary(key, in item), out written);

    private bool TryWriteCacheDump(Span<byte> room, byte[] key, in ItemSight item, int slabClass, long size, out int written)
    {
        written = 0;
        long expiresAt = item.HasDeadline ? context.Time.UnixTimeOf(in item) : 0;
        return IsBinary(key, in item)
            || AdministrationReplyWriter.TryWriteCacheDumpItem(room, key, item.ValueLength, expiresAt, out written);
    }

    /// <summary>True for a key that came as Base64, or that could not stand on a line: a program may have stored it.</summary>
    private static bool IsBinary(byte[] key, in ItemSight item) =>
        (item.Marks & ItemMarks.BinaryKey) != 0
        || key.Length is 0 or > Protocol.ProtocolLimits.MaxKeyLength || key.AsSpan().ContainsAny(" \r\n"u8);
}
