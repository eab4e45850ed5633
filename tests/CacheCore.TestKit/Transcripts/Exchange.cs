namespace CacheCore.TestKit;

/// <summary>One turn of a conversation: what was sent, and what memcached answered.</summary>
/// <param name="Name">Where it stands: file and line.</param>
/// <param name="Request">What was sent.</param>
/// <param name="Recorded">What the recorded memcached answered.</param>
/// <param name="Expected">What we answer: the same, unless the transcript says that memcached has changed since.</param>
/// <param name="IsClosed">True if the connection was closed behind the answer.</param>
internal sealed record Exchange(string Name, byte[] Request, byte[] Recorded, byte[] Expected, bool IsClosed)
{
    public override string ToString() => Name;
}
