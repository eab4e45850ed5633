using System.Buffers;
using System.Text.Unicode;
using CacheCore.Primitives;

namespace CacheCore.Store;

/// <summary>The keys of a batch, whatever they are kept as.</summary>
internal interface IKeyList
{
    int Count { get; }

    /// <summary>Writes a key's bytes to a buffer if they are not bytes already; returns how many, or -1 if they do not fit.</summary>
    int Encode(int index, scoped Span<byte> buffer);

    /// <summary>A key's bytes, given what <see cref="Encode"/> wrote for it.</summary>
    ReadOnlySpan<byte> KeyAt(int index, ReadOnlySpan<byte> encoded);

    /// <summary>Encodes a key that did not fit the buffer; the caller returns it.</summary>
    KeyEncoder EncodeLong(int index);
}

internal readonly ref struct StringKeys(ReadOnlySpan<string> keys) : IKeyList
{
    private readonly ReadOnlySpan<string> _keys = keys;

    public int Count => _keys.Length;

    public int Encode(int index, scoped Span<byte> buffer)
    {
        string key = _keys[index];
        if (key is null)
        {
            Throw.NullKey("keys", index);
        }

        OperationStatus status = Utf8.FromUtf16(key, buffer, out _, out int written, replaceInvalidSequences: false);
        return status == OperationStatus.Done ? written : -1;
    }

    public ReadOnlySpan<byte> KeyAt(int index, ReadOnlySpan<byte> encoded) => encoded;

    public KeyEncoder EncodeLong(int index) => new(_keys[index], []);
}

internal readonly ref struct MemoryKeys(ReadOnlySpan<ReadOnlyMemory<byte>> keys) : IKeyList
{
    private readonly ReadOnlySpan<ReadOnlyMemory<byte>> _keys = keys;

    public int Count => _keys.Length;

    public int Encode(int index, scoped Span<byte> buffer) => 0;

    public ReadOnlySpan<byte> KeyAt(int index, ReadOnlySpan<byte> encoded) => _keys[index].Span;

    public KeyEncoder EncodeLong(int index) => throw new InvalidOperationException("Keys that are bytes need no encoding.");
}
