using System.Runtime.InteropServices;

namespace CacheCore.Primitives;

/// <summary>Random bytes that nobody can foresee, from the system itself.</summary>
/// <remarks>
/// The platform's generator of random numbers is OpenSSL's, and ends the process where that is not installed; and for a new <see
/// cref="Guid"/> it reads a device, which a process that
/// is shut up in a folder may not see.
/// </remarks>
internal static partial class Entropy
{
    private const int GuidSize = 16;

    /// <param name="bytes">What to fill, up to 256 bytes.</param>
    public static void Fill(Span<byte> bytes)
    {
        if (!OperatingSystem.IsWindows() && GetEntropy(ref MemoryMarshal.GetReference(bytes), (nuint)bytes.Length) == 0)
        {
            return;
        }

        Span<byte> guid = stackalloc byte[GuidSize]; // six bits of which are the same always
        for (int done = 0; done < bytes.Length; done += GuidSize)
        {
            _ = Guid.NewGuid().TryWriteBytes(guid);
            guid[..Math.Min(GuidSize, bytes.Length - done)].CopyTo(bytes[done..]);
        }
    }

    [LibraryImport("libc", EntryPoint = "getentropy")]
    private static partial int GetEntropy(ref byte first, nuint count);
}
