namespace CacheCore.Protocol.Text;

/// <summary>
/// The word <c>noreply</c>. It counts wherever it is the last one of a line, even where a key or a number was to be expected.
/// </summary>
internal static class NoReplyWord
{
    public static bool Ends(ReadOnlySpan<byte> line) => line.TrimEnd((byte)' ').EndsWith(" noreply"u8);
}
