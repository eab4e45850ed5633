using System.Buffers;
using System.Buffers.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using CacheCore.Protocol.Administration;

namespace CacheCore.Tool.Dump;

/// <summary>Lines of a dump, for people and for programs. Takes the same memory for any number of them.</summary>
internal sealed class DumpReport(Stream output, bool asJson) : IDisposable
{
    private const int PieceLength = 32 << 10;

    private readonly ArrayBufferWriter<byte> _piece = new(PieceLength + 4096);
    private readonly Utf8JsonWriter _json = new(
        Stream.Null, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public long Items { get; private set; }

    /// <summary>What the columns are called; nothing where programs read.</summary>
    public void WriteHead()
    {
        if (!asJson)
        {
            _piece.Write("      size        ttl       idle  read  key\n"u8);
        }
    }

    /// <summary>Writes an item.</summary>
    /// <param name="item">The item.</param>
    /// <param name="escapedKey">Its key as the server sent it.</param>
    /// <param name="now">The server's time.</param>
    public void Write(in MetadumpItem item, ReadOnlySpan<byte> escapedKey, long now)
    {
        Items++;
        if (asJson)
        {
            WriteJson(item, now);
        }
        else
        {
            WriteText(item, escapedKey, now);
        }

        if (_piece.WrittenCount >= PieceLength)
        {
            Flush();
        }
    }

    public void Flush()
    {
        output.Write(_piece.WrittenSpan);
        output.Flush();
        _piece.ResetWrittenCount();
    }

    public void Dispose() => _json.Dispose();

    private void WriteText(in MetadumpItem item, ReadOnlySpan<byte> escapedKey, long now)
    {
        WriteNumber(item.Size, 10);
        if (SecondsLeft(item, now) is { } left)
        {
            WriteNumber(left, 11);
        }
        else
        {
            _piece.Write("          -"u8);
        }

        WriteNumber(Math.Max(0, now - item.LastAccess), 11);
        _piece.Write(item.WasFetched ? "  yes   "u8 : "  no    "u8);
        _piece.Write(escapedKey);
        _piece.Write("\n"u8);
    }

    /// <summary>Null = it has no end.</summary>
    private static long? SecondsLeft(in MetadumpItem item, long now) => item.ExpiresAt == MetadumpItem.Never ? null : item.ExpiresAt - now;

    private void WriteNumber(long number, int width)
    {
        Span<byte> room = _piece.GetSpan(32);
        _ = Utf8Formatter.TryFormat(number, room, out int length);
        if (length < width)
        {
            room[..length].CopyTo(room[(width - length)..]);
            room[..(width - length)].Fill((byte)' ');
        }

        _piece.Advance(Math.Max(length, width));
    }

    private void WriteJson(in MetadumpItem item, long now)
    {
        _json.Reset(_piece);
        _json.WriteStartObject();
        if (Utf8.IsValid(item.Key))
        {
            _json.WriteString("key"u8, item.Key);
        }
        else
        {
            _json.WriteBase64String("keyBase64"u8, item.Key);
        }

        _json.WriteNumber("size"u8, item.Size);
        if (SecondsLeft(item, now) is { } left)
        {
            _json.WriteNumber("ttl"u8, left);
        }
        else
        {
            _json.WriteNull("ttl"u8);
        }

        _json.WriteNumber("idle"u8, Math.Max(0, now - item.LastAccess));
        _json.WriteBoolean("read"u8, item.WasFetched);
        _json.WriteNumber("class"u8, item.SlabClass);
        _json.WriteNumber("flags"u8, item.ClientFlags);
        _json.WriteNumber("cas"u8, item.Cas);
        _json.WriteEndObject();
        _json.Flush();
        _piece.Write("\n"u8);
    }
}
