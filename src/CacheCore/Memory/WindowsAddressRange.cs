using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace CacheCore.Memory;

/// <summary>
/// A range of Windows, where memory must be committed before it may be touched and the commit counts against the
/// system's limit. It is never decommitted, since a late reader would fault.
/// </summary>
/// <remarks>
/// Huge pages are not asked for: they need a privilege that services rarely hold, and are never given back.
/// </remarks>
[SupportedOSPlatform("windows")]
internal sealed partial class WindowsAddressRange : AddressRange
{
    private const uint MemCommit = 0x1000;
    private const uint MemReserve = 0x2000;
    private const uint MemRelease = 0x8000;
    private const uint PageNoAccess = 0x01;
    private const uint PageReadWrite = 0x04;

    private readonly nint _reservation;

    private WindowsAddressRange(nint reservation, long length)
        : base(AlignUp(reservation), length) => _reservation = reservation;

    public static WindowsAddressRange Map(long length)
    {
        // The unaligned ends stay reserved: Windows releases a reservation only whole.
        nint reservation = VirtualAlloc(0, (nuint)(length + Alignment), MemReserve, PageNoAccess);
        if (reservation == 0)
        {
            throw Refused(length, "VirtualAlloc", Marshal.GetLastPInvokeError());
        }

        return new WindowsAddressRange(reservation, length);
    }

    protected override bool CommitPages(nint address, long length) =>
        length == 0 || VirtualAlloc(address, (nuint)length, MemCommit, PageReadWrite) != 0;

    /// <summary>
    /// Clears, then discards. The system leaves open what a discarded page holds; but it can only keep the page, which
    /// is zero by then, or hand out another, which it cleared. A refusal is harmless.
    /// </summary>
    protected override void DiscardPages(nint address, long length)
    {
        Clear(address, length);
        _ = DiscardVirtualMemory(address, (nuint)length);
    }

    /// <summary>Walks the regions, since one call over a page that was never committed would be refused as a whole.</summary>
    protected override void DiscardEverything()
    {
        nint address = Start;
        nint end = (nint)(Start + Length);
        while (address < end && VirtualQuery(address, out MemoryRegion region, (nuint)Marshal.SizeOf<MemoryRegion>()) != 0)
        {
            nint next = Math.Min(end, (nint)(region.Start + region.Length));
            if (region.State == MemCommit)
            {
                _ = DiscardVirtualMemory(address, (nuint)(next - address));
            }

            address = next;
        }
    }

    protected override void Unmap() => _ = VirtualFree(_reservation, 0, MemRelease);

    [LibraryImport("kernel32", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial nint VirtualAlloc(nint address, nuint length, uint allocationType, uint protection);

    [LibraryImport("kernel32")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int VirtualFree(nint address, nuint length, uint freeType);

    [LibraryImport("kernel32")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial uint DiscardVirtualMemory(nint address, nuint length);

    [LibraryImport("kernel32")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial nuint VirtualQuery(nint address, out MemoryRegion region, nuint regionLength);

    /// <summary>MEMORY_BASIC_INFORMATION of 64-bit Windows: neighbouring pages of one state.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 48)]
    private struct MemoryRegion
    {
        [FieldOffset(0)] public nint Start;
        [FieldOffset(24)] public nint Length;
        [FieldOffset(32)] public uint State;
    }
}
