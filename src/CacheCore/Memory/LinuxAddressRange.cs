using System.Runtime.Versioning;

namespace CacheCore.Memory;

/// <summary>
/// A range of Linux. All of it is readable and writable from the start and costs nothing until written to, so there
/// is nothing to commit.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class LinuxAddressRange : UnixAddressRange
{
    // MAP_PRIVATE, MAP_ANONYMOUS, and MAP_NORESERVE: the limit of the cache is the promise, not the range's size.
    private const int MapFlags = 0x2 | 0x20 | 0x4000;

    private const int DontNeed = 4;
    private const int Free = 8;
    private const int HugePage = 14;
    private const int NoHugePage = 15;
    private const int DontDump = 16;
    private const int Collapse = 25;

    /// <summary>Whether huge pages may be used at all. A collapse does not ask, other advice does.</summary>
    private const string Switch = "/sys/kernel/mm/transparent_hugepage/enabled";

    private readonly bool _mayUseHugePages;
    private volatile bool _usesHugePages;
    private volatile bool _breaksHugePages;

    private LinuxAddressRange(nint start, long length, bool hugePages)
        : base(start, length) => _mayUseHugePages = hugePages;

    public static LinuxAddressRange Map(long length, bool hugePages, long spare)
    {
        nint start = MapAligned(length, spare, MapFlags);

        // Both are wishes, so a refusal is not looked at. Kernels may be built without huge pages, and sandboxes such
        // as gVisor know only some advice.
        _ = TryAdvise(start, length, DontDump);   // a core dump carries neither gigabytes of cache nor what users put there
        _ = TryAdvise(start, length, NoHugePage); // where the system gives them to everybody, one item would take several

        return new LinuxAddressRange(start, length, hugePages);
    }

    /// <remarks>
    /// The kernel's khugepaged fills the gaps of a range for which huge pages are wanted, and so brings back page by page what was
    /// discarded of it.
    /// </remarks>
    public override void UseHugePages(bool wanted)
    {
        if (_mayUseHugePages && _usesHugePages != wanted)
        {
            _usesHugePages = wanted;
            _breaksHugePages = !wanted;
            _ = TryAdvise(Start, Length, wanted ? HugePage : NoHugePage);
            GC.KeepAlive(this);
        }
    }

    /// <remarks>Kernels before 6.1 know no collapse at once; their khugepaged does it.</remarks>
    public override bool TryCollapsePages()
    {
        if (!_usesHugePages)
        {
            return false;
        }

        if (AreHugePagesAllowed())
        {
            _ = TryAdvise(Start, Length, Collapse);
            GC.KeepAlive(this);
        }

        return true;
    }

    protected override bool CommitPages(nint address, long length) => true;

    protected override void DiscardPages(nint address, long length)
    {
        // The rest of a huge page would hold on to what DontNeed takes out of it until the system is short of memory; Free
        // makes the kernel break it up at once.
        if (_breaksHugePages)
        {
            _ = TryAdvise(address, length, Free);
        }

        // Locked pages (mlockall by the host) can't be given back; they can still be zero.
        if (!TryAdvise(address, length, DontNeed))
        {
            Clear(address, length);
        }
    }

    protected override void DiscardEverything() => _ = TryAdvise(Start, Length, DontNeed);

    private static bool AreHugePagesAllowed()
    {
        try
        {
            return !File.ReadAllText(Switch).Contains("[never]", StringComparison.Ordinal);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
