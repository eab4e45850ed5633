using System.Runtime.InteropServices;

namespace CacheCore.Memory;

/// <summary>What the ranges of Linux and macOS share: anonymous private memory by <c>mmap</c>, aligned by trimming.</summary>
internal abstract partial class UnixAddressRange : AddressRange
{
    private const int ReadWrite = 1 | 2;

    protected UnixAddressRange(nint start, long length)
        : base(start, length)
    {
    }

    /// <summary>Maps <paramref name="length"/> bytes at a multiple of <see cref="AddressRange.Alignment"/>.</summary>
    /// <remarks>
    /// mmap promises page alignment only. So we map more than we need and unmap both ends; should the system keep an end
    /// (it may be out of map entries), some addresses without memory are lost, nothing else. What is to be spared goes the same way.
    /// </remarks>
    protected static nint MapAligned(long length, long spare, int flags)
    {
        long mapped = length + Alignment + spare;
        nint low = MapPages(0, (nuint)mapped, ReadWrite, flags, -1, 0);
        if (low == -1)
        {
            throw Refused(length, "mmap", Marshal.GetLastPInvokeError());
        }

        nint start = AlignUp(low);
        long before = start - low;
        long after = mapped - before - length;
        if (before > 0)
        {
            _ = UnmapPages(low, (nuint)before);
        }

        if (after > 0)
        {
            _ = UnmapPages((nint)(start + length), (nuint)after);
        }

        return start;
    }

    protected static bool TryAdvise(nint address, long length, int advice) => Advise(address, (nuint)length, advice) == 0;

    protected override void Unmap() => _ = UnmapPages(Start, (nuint)Length);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint MapPages(nint address, nuint length, int protection, int flags, int file, long offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int UnmapPages(nint address, nuint length);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);
}
