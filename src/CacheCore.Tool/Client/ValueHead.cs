using System.Buffers.Text;

namespace CacheCore.Tool.Client;

/// <summary>The line before a value: <c>VALUE key flags length [cas]</c>.</summary>
/// <param name="Flags">The 32 bits of whoever stored the value.</param>
/// <param name="Length">Bytes of the value.</param>
internal readonly record struct ValueHead(uint Flags, long Length)
{
    /// <summary>Reads the line. Pure.</summary>
    /// <returns>False: it is no such line.</returns>
    public static bool TryParse(ReadOnlySpan<byte> line, out ValueHead head)
    {
        head = default;
        if (!line.StartsWith("VALUE "u8))
        {
            return false;
        }

        ReadOnlySpan<byte> rest = line["VALUE "u8.Length..];
        rest = rest[(rest.IndexOf((byte)' ') + 1)..];
        if (!Utf8Parser.TryParse(rest, out uint flags, out int used) || used >= rest.Length || rest[used] != ' ')
        {
            return false;
        }

        rest = rest[(used + 1)..];
        bool isWhole = Utf8Parser.TryParse(rest, out uint length, out used) && (used == rest.Length || rest[used] == ' ');
        head = new ValueHead(flags, length);
        return isWhole;
    }
}
