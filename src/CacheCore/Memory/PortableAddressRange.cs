using System.Globalization;
using System.Runtime.InteropServices;

namespace CacheCore.Memory;

/// <summary>
/// The fallback for a system that we do not know: one block of the C heap. It keeps the contract except for its point;
/// memory once used stays with the process until the finalizer frees it.
/// </summary>
internal sealed class PortableAddressRange : AddressRange
{
    private readonly nint _block;

    private PortableAddressRange(nint block, long length)
        : base(AlignUp(block), length) => _block = block;

    public static PortableAddressRange Allocate(long length)
    {
        try
        {
            return new PortableAddressRange(Marshal.AllocHGlobal((nint)(length + Alignment)), length);
        }
        catch (OutOfMemoryException refusal)
        {
            throw new InsufficientMemoryException(
                string.Create(CultureInfo.InvariantCulture, $"The C heap refused a block of {length} bytes."), refusal);
        }
    }

    /// <summary>Clears here and not in <see cref="Allocate"/>, so that heaps which hand out pages lazily may do so.</summary>
    protected override bool CommitPages(nint address, long length)
    {
        Clear(address, length);
        return true;
    }

    protected override void DiscardPages(nint address, long length) => Clear(address, length);

    /// <summary>Does nothing: clearing would make pages present that were never used, and free none.</summary>
    protected override void DiscardEverything()
    {
    }

    protected override void Unmap() => Marshal.FreeHGlobal(_block);
}
