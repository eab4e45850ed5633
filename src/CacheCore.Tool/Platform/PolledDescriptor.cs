using System.Runtime.InteropServices;

namespace CacheCore.Tool.Platform;

/// <summary>What <c>poll</c> is asked about a descriptor, and what it says.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PolledDescriptor
{
    /// <summary>POLLOUT: something can be written without waiting.</summary>
    public const short CanTake = 4;

    public int Descriptor;
    public short Asked;
    public short Told;
}
