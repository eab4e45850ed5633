using System.Runtime.Versioning;

namespace CacheCore.Memory;

/// <summary>
/// A range of macOS. Usable from the start like that of Linux, but no advice there gives pages back and promises
/// zeroes: a freed page keeps its bytes until the system wants it.
/// </summary>
/// <remarks>
/// So we clear first and free then: a page that the system left alone is zero by our hand, one that it took comes back
/// zero. Mapping fresh memory over the old would save the clearing, but then a reader's fault-free ride hangs on the
/// kernel swapping mappings in one step.
/// </remarks>
[SupportedOSPlatform("macos")]
internal sealed class MacAddressRange : UnixAddressRange
{
    // MAP_PRIVATE, MAP_ANON, MAP_NORESERVE.
    private const int MapFlags = 0x2 | 0x1000 | 0x40;

    private const int Free = 5;
    private const int FreeReusable = 7;   // as Free, and the pages leave the process's footprint at once
    private const int FreeReuse = 8;      // brings them back into the footprint; only the books need it

    private MacAddressRange(nint start, long length)
        : base(start, length)
    {
    }

    public static MacAddressRange Map(long length, long spare) => new(MapAligned(length, spare, MapFlags), length);

    protected override bool CommitPages(nint address, long length)
    {
        _ = TryAdvise(address, length, FreeReuse);
        return true;
    }

    protected override void DiscardPages(nint address, long length)
    {
        Clear(address, length);
        GiveBack(address, length);
    }

    protected override void DiscardEverything() => GiveBack(Start, Length);

    private static void GiveBack(nint address, long length)
    {
        if (!TryAdvise(address, length, FreeReusable))
        {
            _ = TryAdvise(address, length, Free);
        }
    }
}
