namespace CacheCore.Protocol.Spans;

/// <summary>Words of the form <c>name=text</c>.</summary>
internal static class FieldText
{
    /// <summary>The name; the whole word, and no text, where there is no sign between them.</summary>
    public static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> word, out ReadOnlySpan<byte> text)
    {
        int length = word.IndexOf((byte)'=');
        text = length < 0 ? default : word[(length + 1)..];
        return length < 0 ? word : word[..length];
    }
}
