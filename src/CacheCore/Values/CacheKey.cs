namespace CacheCore;

/// <summary>
/// The key of an item: 0 to 65,535 arbitrary bytes, or a string that stands for its UTF-8 bytes. Nobody has to name this
/// type: strings, arrays and spans of bytes become keys by themselves.
/// </summary>
public readonly ref struct CacheKey
{
    /// <summary>A key of bytes. They are not copied: they must stay as they are while the call runs.</summary>
    /// <param name="bytes">Any bytes.</param>
    public CacheKey(ReadOnlySpan<byte> bytes) => Bytes = bytes;

    /// <summary>A key of text.</summary>
    /// <param name="text">
    /// Well-formed: a lone surrogate has no UTF-8 form, and the verb that gets the key throws <see cref="ArgumentException"/>.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public CacheKey(string text)
    {
        ArgumentNullException.ThrowIfNull(text, "key");
        Text = text;
    }

    internal ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Null: the key is <see cref="Bytes"/>.</summary>
    internal string? Text { get; }

    /// <summary>A key of text.</summary>
    /// <param name="text">Well-formed UTF-16.</param>
    public static implicit operator CacheKey(string text) => new(text);

    /// <summary>A key of bytes.</summary>
    /// <param name="bytes">Any bytes.</param>
    public static implicit operator CacheKey(ReadOnlySpan<byte> bytes) => new(bytes);

    /// <summary>A key of bytes.</summary>
    /// <param name="bytes">Any bytes.</param>
    public static implicit operator CacheKey(Span<byte> bytes) => new(bytes);

    /// <summary>A key of bytes.</summary>
    /// <param name="bytes">Any bytes.</param>
    /// <exception cref="ArgumentNullException"><paramref name="bytes"/> is null.</exception>
    public static implicit operator CacheKey(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes, "key");
        return new(bytes.AsSpan());
    }
}
