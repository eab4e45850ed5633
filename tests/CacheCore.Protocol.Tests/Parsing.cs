using CacheCore.Protocol.Binary;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Tests;

/// <summary>One request, parsed, and the buffer that it points into. Requests are written as in the transcripts.</summary>
internal static class Parsing
{
    public static TextCommand Text(string request, out byte[] buffer)
    {
        buffer = EscapedBytes.Parse(request);
        ParseStatus status = new TextCommandReader(buffer).Read(out TextCommand command);
        Assert.That(status, Is.EqualTo(ParseStatus.Command), request);
        return command;
    }

    public static TextCommand Text(string request) => Text(request, out _);

    public static BinaryCommand Binary(string request, out byte[] buffer)
    {
        buffer = EscapedBytes.Parse(request);
        ParseStatus status = new BinaryCommandReader(buffer).Read(out BinaryCommand command);
        Assert.That(status, Is.EqualTo(ParseStatus.Command), request);
        return command;
    }

    /// <summary>The bytes of a range as text.</summary>
    public static string Of(ByteRange range, byte[] buffer) => EscapedBytes.Format(range.In(buffer));
}
