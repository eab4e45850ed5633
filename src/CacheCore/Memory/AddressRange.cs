using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.ConstrainedExecution;
using System.Runtime.InteropServices;

namespace CacheCore.Memory;

/// <summary>
/// One reserved range of native addresses: the door to the operating system below the page pool. Addresses are
/// cheap and taken all at once; physical memory comes with the first write and goes by <see cref="Discard"/>.
/// </summary>
/// <remarks>
/// <code>
///   Reserve          TryCommit            first write        Discard            finalizer
///   addresses   →    readable, zero   →   physical page  →   zero again, no  →  addresses
///   only             (nothing held)       held               page held          gone
/// </code>
/// A reader may be inside without any lock, copying bytes that were let go a moment ago. So nothing but the finalizer
/// ever unmaps: <see cref="Dispose"/> and <see cref="Discard"/> only empty pages, and a late reader finds zeroes or old
/// bytes, never a fault. Whoever reads must keep the range reachable until it is done (<see cref="GC.KeepAlive"/>).
/// </remarks>
internal abstract class AddressRange : CriticalFinalizerObject, IDisposable
{
    /// <summary>What <see cref="Start"/> is a multiple of: the size of a huge page on x64 and on arm64 with 4 KiB pages.</summary>
    public const long Alignment = 2L << 20;

    private const long SmallestForHugePages = 8L << 20;

    private static readonly byte[] Zeroes = new byte[64 << 10];

    protected AddressRange(nint start, long length)
    {
        Start = start;
        Length = length;
    }

    ~AddressRange() => Unmap();

    /// <summary>The first address, a multiple of <see cref="Alignment"/>.</summary>
    public nint Start { get; }

    /// <summary>Bytes reserved: what was asked for, rounded up to whole pages (to whole huge pages where those are used).</summary>
    public long Length { get; }

    /// <summary>Reserves addresses in the way of the system we run on.</summary>
    /// <param name="length">Bytes wanted.</param>
    /// <param name="hugePages">
    /// Asks for huge pages where the system has them for the asking (Linux) and the range is not tiny. Only a wish:
    /// it is not an error if the system says no.
    /// </param>
    /// <param name="spare">Bytes of addresses that must be left for others, where the system may have few (Linux, macOS).</param>
    /// <exception cref="PlatformNotSupportedException">The process is a 32-bit one.</exception>
    /// <exception cref="InsufficientMemoryException">The system refused; the message says how much was asked and why.</exception>
    public static AddressRange Reserve(long length, bool hugePages, long spare = 0)
    {
        bool huge = hugePages && length >= SmallestForHugePages;
        long rounded = Validated(length, huge ? Alignment : Environment.SystemPageSize);

        if (OperatingSystem.IsLinux())
        {
            return LinuxAddressRange.Map(rounded, huge, spare);
        }

        if (OperatingSystem.IsMacOS())
        {
            return MacAddressRange.Map(rounded, spare);
        }

        if (OperatingSystem.IsWindows())
        {
            return WindowsAddressRange.Map(rounded);
        }

        return PortableAddressRange.Allocate(rounded);
    }

    /// <summary>Takes the memory from the C heap: what <see cref="Reserve"/> does on a system that it does not know.</summary>
    public static AddressRange ReservePortable(long length) =>
        PortableAddressRange.Allocate(Validated(length, Environment.SystemPageSize));

    /// <summary>
    /// Makes a part of the range readable and writable; fresh memory reads as zeroes. Once before first use; committing
    /// again is allowed where the bytes are of no more use, for they may be kept or cleared.
    /// </summary>
    /// <param name="offset">From <see cref="Start"/>, in whole system pages.</param>
    /// <param name="length">In whole system pages.</param>
    /// <returns>False if the system has no memory to promise.</returns>
    public bool TryCommit(long offset, long length)
    {
        bool committed = CommitPages(AddressOf(offset, length), length);
        GC.KeepAlive(this);
        return committed;
    }

    /// <summary>
    /// Gives the physical memory of a committed part back. It stays readable and writable, and reads as zeroes.
    /// </summary>
    /// <param name="offset">From <see cref="Start"/>, in whole system pages.</param>
    /// <param name="length">In whole system pages.</param>
    public void Discard(long offset, long length)
    {
        DiscardPages(AddressOf(offset, length), length);
        GC.KeepAlive(this);
    }

    /// <summary>
    /// Says whether memory that is touched from now on may come in huge pages, where the range was reserved with them; at first it does
    /// not. While it may not, a discarded part leaves the huge page that it lay in, and the system does not fill it up again.
    /// </summary>
    public virtual void UseHugePages(bool wanted)
    {
    }

    /// <summary>
    /// Has what was touched before huge pages were wanted moved into such, where the system can do so at once; takes milliseconds.
    /// Elsewhere that memory stays as it is, or comes into huge pages when the system finds the time.
    /// </summary>
    /// <returns>False: huge pages are not wanted at this moment, so that it is to be tried again.</returns>
    public virtual bool TryCollapsePages() => true;

    /// <summary>
    /// Gives back all physical memory that the system can take without unmapping an address. What is read from then on
    /// is zeroes or old bytes.
    /// </summary>
    [SuppressMessage("Usage", "CA1816", Justification = "The finalizer must run: it alone unmaps, when no reader can be inside.")]
    public void Dispose()
    {
        DiscardEverything();
        GC.KeepAlive(this);
    }

    protected abstract bool CommitPages(nint address, long length);

    protected abstract void DiscardPages(nint address, long length);

    /// <summary>As <see cref="DiscardPages"/> for the whole range, but must not touch a page that was never used.</summary>
    protected abstract void DiscardEverything();

    /// <summary>Called once, by the finalizer.</summary>
    protected abstract void Unmap();

    protected static nint AlignUp(nint address) => (nint)RoundUp(address, Alignment);

    /// <summary>Overwrites with zeroes, which makes every page of it present.</summary>
    protected static void Clear(nint address, long length)
    {
        while (length > 0)
        {
            int step = (int)Math.Min(length, Zeroes.Length);
            Marshal.Copy(Zeroes, 0, address, step);
            address += step;
            length -= step;
        }
    }

    protected static InsufficientMemoryException Refused(long length, string call, int error) =>
        new(string.Create(
            CultureInfo.InvariantCulture,
            $"The system refused to reserve {length} bytes of addresses: "
                + $"{call} failed with error {error} ({Marshal.GetPInvokeErrorMessage(error)}). ")
            + "They are for MaxMemoryLimit; ulimit -v and vm.overcommit_memory bound them.");

    private static long Validated(long length, long unit)
    {
        if (!Environment.Is64BitProcess)
        {
            throw new PlatformNotSupportedException(
                "The cache needs a 64-bit process: it reserves addresses for its highest limit at once, and 32 bits of them are too few.");
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        // Above this no system has addresses, and adding the alignment could overflow.
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, 1L << 56);
        return RoundUp(length, unit);
    }

    private static long RoundUp(long value, long unit) => (value + unit - 1) & ~(unit - 1);

    private nint AddressOf(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length - offset);

        // The system would round half a page up to a whole one and take a neighbour's bytes along.
        if (((offset | length) & (Environment.SystemPageSize - 1)) != 0)
        {
            ThrowNotWholePages(offset, length);
        }

        return (nint)(Start + offset);
    }

    private static void ThrowNotWholePages(long offset, long length) =>
        throw new ArgumentException(string.Create(
            CultureInfo.InvariantCulture,
            $"Offset {offset} and length {length} must be multiples of the system's page, {Environment.SystemPageSize} bytes."));
}
