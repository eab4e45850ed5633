using System.Globalization;

namespace CacheCore.Primitives;

/// <summary>A number of bytes that people read: <c>64 MiB</c>, <c>1.5 GiB</c>, <c>999 B</c>. Units count in powers of 1,024.</summary>
internal readonly record struct ByteSize(long Bytes)
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    public override string ToString()
    {
        double number = Bytes;
        int unit = 0;
        while (number >= 1024 && unit < Units.Length - 1)
        {
            number /= 1024;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{number:0.##} {Units[unit]}");
    }
}
