using System.Runtime.InteropServices;

namespace CacheCore.Transport.Epoll;

/// <summary>
/// The records in which Linux tells of events. On x64 they are packed: events (4 bytes), then the tag (8).
/// Elsewhere the tag is aligned to 8.
/// </summary>
internal static class PollRecords
{
    public const int LargestSize = 16;

    private static readonly bool IsPacked = RuntimeInformation.ProcessArchitecture == Architecture.X64;

    public static int Size => IsPacked ? 12 : LargestSize;

    private static int TagAt => IsPacked ? 4 : 8;

    public static void Write(Span<byte> record, PollEvents interest, int tag)
    {
        MemoryMarshal.Write(record, (uint)interest);
        MemoryMarshal.Write(record[TagAt..], (long)tag);
    }

    public static (PollEvents Events, int Tag) Read(ReadOnlySpan<byte> records, int index)
    {
        ReadOnlySpan<byte> record = records.Slice(index * Size, Size);
        return ((PollEvents)MemoryMarshal.Read<uint>(record), (int)MemoryMarshal.Read<long>(record[TagAt..]));
    }
}
