using System.Buffers.Binary;
using System.IO.Compression;

namespace CacheCore.HitRate.Traces;

/// <summary>
/// Files of object numbers, one for each request and nothing else, as they are or compressed with gzip. What a file is compressed
/// with is seen from its first bytes; how wide its numbers are is not, and follows its name: NAME.u32, NAME.u64, either with .gz.
/// </summary>
internal static class TraceFile
{
    private const int BufferSize = 1 << 16;

    private static readonly (string Ending, TraceFormat Format)[] Endings = [(".u32", TraceFormat.U32), (".u64", TraceFormat.U64)];

    /// <summary>The first two bytes of gzip, and the only method it has.</summary>
    private static readonly byte[] GzipStart = [0x1f, 0x8b, 8];

    /// <summary>Without strict validation a compressed file that is cut off reads as a shorter one.</summary>
    static TraceFile() => AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", true);

    /// <summary>All traces of a folder, by name.</summary>
    public static IReadOnlyList<string> In(string folder) =>
        [.. Directory.EnumerateFiles(folder).Where(path => FormatOf(path) is not null).Order(StringComparer.Ordinal)];

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">Null: as the name says, and 32 bits if it says nothing.</param>
    /// <exception cref="InvalidDataException">The file is empty, cut off or damaged.</exception>
    public static Trace Read(string path, TraceFormat? format = null)
    {
        int width = (format ?? FormatOf(path) ?? TraceFormat.U32) == TraceFormat.U64 ? sizeof(ulong) : sizeof(uint);
        using FileStream file = File.OpenRead(path);
        using Stream content = IsGzip(file) ? new GZipStream(file, CompressionMode.Decompress) : file;
        Trace trace = new(NameOf(path), Numbers(content, width, path));
        return trace.Requests.IsEmpty ? throw new InvalidDataException($"{path} holds no requests.") : trace;
    }

    private static IEnumerable<ulong> Numbers(Stream content, int width, string path)
    {
        byte[] buffer = new byte[BufferSize];
        long requests = 0;
        int filled;
        while ((filled = Fill(content, buffer, path)) > 0)
        {
            int rest = filled % width;
            for (int at = 0; at < filled - rest; at += width)
            {
                yield return width == sizeof(ulong)
                    ? BinaryPrimitives.ReadUInt64LittleEndian(buffer.AsSpan(at))
                    : BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(at));
            }

            requests += filled / width;
            if (rest != 0)
            {
                throw new InvalidDataException($"{path} is cut off: of the {width} bytes of request {requests + 1} there are only {rest}.");
            }
        }
    }

    private static int Fill(Stream content, byte[] buffer, string path)
    {
        try
        {
            return content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException damage)
        {
            throw new InvalidDataException($"{path} is not whole: {damage.Message}", damage);
        }
    }

    private static bool IsGzip(FileStream file)
    {
        Span<byte> start = stackalloc byte[GzipStart.Length];
        int length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return start[..length].SequenceEqual(GzipStart);
    }

    private static TraceFormat? FormatOf(string path)
    {
        string name = WithoutGzip(path);
        foreach ((string ending, TraceFormat format) in Endings)
        {
            if (name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            {
                return format;
            }
        }

        return null;
    }

    private static string NameOf(string path) =>
        FormatOf(path) is null ? Path.GetFileName(path) : Path.GetFileNameWithoutExtension(WithoutGzip(path));

    private static string WithoutGzip(string path) =>
        path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
}
