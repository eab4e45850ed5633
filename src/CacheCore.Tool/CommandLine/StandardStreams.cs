using Microsoft.Win32.SafeHandles;

namespace CacheCore.Tool.CommandLine;

/// <summary>Standard input and output as bytes.</summary>
internal static class StandardStreams
{
    private const int LargestInput = 1 << 30; // memcached's own bound on -I

    /// <summary>Standard output. Fails, where the system can tell, once nobody reads it any more: what follows would be for nothing.</summary>
    /// <remarks>The console's own stream passes over such a failure. A file is left to it all the same, since a <see cref="FileStream"/> keeps a place of its own in a file that others may write to.</remarks>
    public static Stream OpenOutput()
    {
        if (!OperatingSystem.IsWindows())
        {
            var handle = new SafeFileHandle(1, ownsHandle: false);
            var stream = new FileStream(handle, FileAccess.Write, bufferSize: 0);
            if (!stream.CanSeek)
            {
                return stream;
            }
        }

        return Console.OpenStandardOutput();
    }

    /// <summary>Everything that standard input holds.</summary>
    /// <exception cref="RefusedException">That is more than any server takes.</exception>
    public static async Task<byte[]> ReadInputAsync(CancellationToken cancel)
    {
        using Stream input = Console.OpenStandardInput();
        using var value = new MemoryStream();
        byte[] piece = new byte[64 << 10];
        for (int count = await input.ReadAsync(piece, cancel).ConfigureAwait(false); count > 0; count = await input.ReadAsync(piece, cancel).ConfigureAwait(false))
        {
            if (value.Length + count > LargestInput)
            {
                throw new RefusedException(ExitCode.Usage, $"cachecore: standard input has more than {Readable.Bytes(LargestInput)}; no server takes that");
            }

            value.Write(piece, 0, count);
        }

        return value.ToArray();
    }
}
