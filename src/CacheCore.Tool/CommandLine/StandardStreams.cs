using System.Text;
using CacheCore.Tool.Platform;

namespace CacheCore.Tool.CommandLine;

/// <summary>Standard input, output and error, as all commands have them.</summary>
internal static class StandardStreams
{
    private const int LargestInput = 1 << 30; // memcached's own bound on -I

    private static readonly TimeSpan LastMoment = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Makes the console write to our streams, whoever writes to it: what standard output does not take is an
    /// <see cref="OutputException"/>, and what standard error does not take is lost. Before anything is written.
    /// </summary>
    public static void Open()
    {
        Descriptors.OpenMissing();
        Console.SetOut(WriterOf(StandardStream.Output()));
        Console.SetError(WriterOf(StandardStream.Error()));
    }

    /// <summary>
    /// From now on nobody who writes to standard error waits for its reader: for a server, which a log that is not read must not stop. The
    /// end of the process waits a moment for what is not written yet.
    /// </summary>
    public static void KeepErrorsRatherThanWait()
    {
        BacklogStream errors = new(StandardStream.Error());
        AppDomain.CurrentDomain.ProcessExit += (_, _) => errors.Drain(LastMoment);
        Console.SetError(WriterOf(errors));
    }

    /// <summary>Standard output as bytes.</summary>
    public static Stream OpenOutput() => StandardStream.Output();

    /// <summary>Everything that standard input holds.</summary>
    /// <exception cref="RefusedException">That is more than any server takes, or it cannot be read.</exception>
    public static async Task<byte[]> ReadInputAsync(CancellationToken cancel)
    {
        using var value = new MemoryStream();
        try
        {
            using Stream input = Descriptors.IsInherited(0) ? Console.OpenStandardInput() : Stream.Null;
            byte[] piece = new byte[64 << 10];
            int count;
            while ((count = await input.ReadAsync(piece, cancel).ConfigureAwait(false)) > 0)
            {
                if (value.Length + count > LargestInput)
                {
                    throw new RefusedException(
                        ExitCode.Usage, $"cachecore: standard input has more than {Readable.Bytes(LargestInput)}; no server takes that");
                }

                value.Write(piece, 0, count);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(ExitCode.System, $"cachecore: standard input cannot be read: {failure.Message}", failure);
        }

        return value.ToArray();
    }

    private static StreamWriter WriterOf(Stream stream)
    {
        Encoding encoding = Console.OutputEncoding is { Preamble.Length: 0 } bare
            ? bare
            : new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new StreamWriter(stream, encoding, bufferSize: 1024) { AutoFlush = true };
    }
}
