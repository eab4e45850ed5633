using CacheCore.Protocol.Spans;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Administration;

/// <summary><c>shutdown [graceful]</c></summary>
/// <param name="IsGraceful">True: what can be saved is saved first.</param>
public readonly record struct ShutdownCommand(bool IsGraceful)
{
    /// <summary>Reads the words behind <c>shutdown</c>.</summary>
    /// <param name="words">The words.</param>
    /// <param name="command">What they say.</param>
    /// <returns>What to answer if they make no sense; otherwise <see cref="ReplyLine.None"/>.</returns>
    public static ReplyLine Parse(Words words, out ShutdownCommand command)
    {
        Words.Enumerator word = words.GetEnumerator();
        bool hasMode = word.MoveNext();
        command = new ShutdownCommand(IsGraceful: hasMode && word.Current.SequenceEqual("graceful"u8));
        return hasMode && !command.IsGraceful ? ReplyLine.InvalidShutdownMode : ReplyLine.None;
    }

    /// <summary>Writes the line.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="written">Bytes written; 0 if the destination is too small.</param>
    /// <returns>False: the destination is too small.</returns>
    public bool TryWrite(Span<byte> destination, out int written)
    {
        var writer = new SpanWriter(destination);
        writer.Add(IsGraceful ? "shutdown graceful\r\n"u8 : "shutdown\r\n"u8);
        return writer.TryFinish(out written);
    }
}
