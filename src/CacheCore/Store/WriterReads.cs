using System.Buffers;
using CacheCore.Items;
using CacheCore.Primitives;

namespace CacheCore.Store;

/// <summary>
/// Reads values into buffer writers. A writer is a caller's code: it is asked for memory before the copy and advanced once, after the copy
/// has proved good.
/// </summary>
internal sealed class WriterReads(ItemReads reads)
{
    /// <summary>False: there is no live item, and nothing was written.</summary>
    public bool Read(ReadOnlySpan<byte> key, ulong hash, IBufferWriter<byte> writer)
    {
        int length = 0;
        while (true)
        {
            Span<byte> destination = writer.GetSpan(length);
            if (destination.Length < length)
            {
                Throw.WriterTooShort(destination.Length, length);
            }

            var reader = new SpanReader(destination);
            ReadResult result = reads.Read(key, hash, ref reader);
            length = reader.Length;
            if (result == ReadResult.Hit)
            {
                writer.Advance(length);
            }

            if (result != ReadResult.DestinationTooSmall)
            {
                return result == ReadResult.Hit;
            }
        }
    }
}
