using System.IO.Pipelines;
using CacheCore.Transport.Memory;

namespace CacheCore.Transport.Tls;

/// <summary>Pipes as streams and back, for whoever puts an encryption of its own between them.</summary>
public static class StreamPipes
{
    /// <summary>A pipe in both directions as a stream. Only its asynchronous ways work.</summary>
    public static Stream AsStream(IDuplexPipe pipe) => new DuplexStream(pipe);

    /// <summary>What arrives on a stream, in one piece; one that waits holds no memory for it.</summary>
    /// <param name="stream">Where from.</param>
    /// <param name="below">What the stream itself reads: from <see cref="AsStream"/>.</param>
    public static PipeReader InputOf(Stream stream, Stream below) => new StreamInput(stream, (DuplexStream)below);

    /// <summary>What is sent on a stream: gathered until it is flushed.</summary>
    public static PipeWriter OutputOf(Stream stream) => new StreamOutput(stream, ConnectionMemory.Unlimited);
}
