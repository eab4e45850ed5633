using CacheCore.Protocol.Administration;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Tests.Pairs;

/// <summary>Statistics, dumps and versions.</summary>
internal sealed class AdministrationReplyPair : TextReplyPair
{
    private readonly byte[] _scratch = new byte[MaxLength];

    public override string Write(RandomText random, Span<byte> room, out int written)
    {
        byte[] name = random.Key();
        (string words, bool fits) = random.Next(8) switch
        {
            0 => WriteVersion(name, room, out written),
            1 => WriteText(name, random.Key(), room, out written),
            2 => WriteNumber(name, random.Int64(), room, out written),
            3 => WriteCacheDump(name, new CacheDumpItem(random.Length(), random.Int64()), room, out written),
            4 => WritePrefix(name, new PrefixFigures(random.Int64(), random.Int64(), random.Int64(), random.Int64()), room, out written),
            5 => WriteKeyDump(name, isBinary: false, room, out written),
            6 => WriteKeyDump(random.Bytes(ProtocolLimits.MaxDecodedKeyLength), isBinary: true, room, out written),
            _ => WriteMetadump(random, room, out written),
        };
        Assert.That(fits, Is.True);
        return words;
    }

    protected override string Describe(in TextReply reply, ReadOnlySpan<byte> buffer)
    {
        switch (reply.Kind)
        {
            case TextReplyKind.Version:
                return $"version {Text(reply.Arguments, buffer)}";

            case TextReplyKind.Statistic:
                return $"stat {Text(reply.Key, buffer)} {Text(reply.Arguments, buffer)}";

            case TextReplyKind.CacheDumpItem:
                Assert.That(CacheDumpItem.TryParse(buffer, reply, out CacheDumpItem item), Is.True);
                return $"item {Text(reply.Key, buffer)} {item}";

            case TextReplyKind.Prefix:
                Assert.That(PrefixFigures.TryParse(buffer, reply, out PrefixFigures counts), Is.True);
                return $"prefix {Text(reply.Key, buffer)} {counts}";

            case TextReplyKind.KeyDumpItem when reply.IsBase64Key:
                Assert.That(Base64Key.TryDecode(reply.Key.In(buffer), _scratch, out int length), Is.True);
                return $"mg {Text(_scratch.AsSpan(0, length))} True";

            case TextReplyKind.KeyDumpItem:
                return $"mg {Text(reply.Key, buffer)} False";

            default:
                Assert.That(reply.Kind, Is.EqualTo(TextReplyKind.MetadumpItem));
                Assert.That(MetadumpItem.TryParse(reply.Text.In(buffer), _scratch, out MetadumpItem dumped), Is.True);
                return Words(dumped);
        }
    }

    private static (string, bool) WriteVersion(byte[] version, Span<byte> room, out int written) =>
        ($"version {Text(version)}", AdministrationReplyWriter.TryWriteVersion(room, version, out written));

    private static (string, bool) WriteText(byte[] name, byte[] value, Span<byte> room, out int written)
    {
        byte[] words = [.. value, .. " and more"u8];
        return ($"stat {Text(name)} {Text(words)}", AdministrationReplyWriter.TryWriteStatistic(room, name, words, out written));
    }

    private static (string, bool) WriteNumber(byte[] name, long value, Span<byte> room, out int written) =>
        ($"stat {Text(name)} {value}", AdministrationReplyWriter.TryWriteStatistic(room, name, value, out written));

    private static (string, bool) WriteCacheDump(byte[] key, CacheDumpItem item, Span<byte> room, out int written) => (
        $"item {Text(key)} {item}",
        AdministrationReplyWriter.TryWriteCacheDumpItem(room, key, item.ValueLength, item.ExpiresAt, out written));

    private static (string, bool) WritePrefix(byte[] name, PrefixFigures counts, Span<byte> room, out int written) => (
        $"prefix {Text(name)} {counts}",
        AdministrationReplyWriter.TryWritePrefix(room, name, counts.Gets, counts.Hits, counts.Sets, counts.Deletes, out written));

    private static (string, bool) WriteKeyDump(byte[] key, bool isBinary, Span<byte> room, out int written) =>
        ($"mg {Text(key)} {isBinary}", AdministrationReplyWriter.TryWriteKeyDumpItem(room, key, isBinary, out written));

    private static (string, bool) WriteMetadump(RandomText random, Span<byte> room, out int written)
    {
        var item = new MetadumpItem
        {
            Key = random.Bytes(ProtocolLimits.MaxKeyLength),
            ExpiresAt = random.Int64(),
            LastAccess = random.Int64(),
            Cas = random.UInt64(),
            WasFetched = random.Flip(),
            SlabClass = random.Next(int.MaxValue),
            Size = random.Int64(),
            ClientFlags = random.UInt32(),
        };
        return (Words(item), item.TryWrite(room, out written));
    }

    private static string Words(in MetadumpItem item) =>
        $"key {Text(item.Key)} {item.ExpiresAt} {item.LastAccess} {item.Cas} {item.WasFetched} {item.SlabClass} "
        + $"{item.Size} {item.ClientFlags}";
}
