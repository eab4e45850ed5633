using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace CacheCore.Primitives;

/// <summary>The exceptions of the hot paths, thrown out of line so that the paths stay small.</summary>
internal static class Throw
{
    [DoesNotReturn]
    public static void IllFormedKey(string parameter) => throw new ArgumentException(
        "The key holds a lone surrogate and has no UTF-8 form. Use well-formed strings, or pass the key as bytes.", parameter);

    [DoesNotReturn]
    public static void NullKey(string parameter, int index) => throw new ArgumentNullException(
        parameter, string.Create(CultureInfo.InvariantCulture, $"The key at index {index} is null."));

    [DoesNotReturn]
    public static void KeyTooLong(int length) => throw new ArgumentException(
        $"The key has {length} bytes; at most {ushort.MaxValue} are allowed. Store long keys under a hash of them.");

    [DoesNotReturn]
    public static void WriterTooShort(int got, int asked) => throw new InvalidOperationException(
        $"The buffer writer was asked for {asked} bytes and handed out {got}. GetSpan must give at least what is asked for.");

    [DoesNotReturn]
    public static void BadMemoryLimit(string parameter, long bytes, long lowest, long highest) => throw new ArgumentOutOfRangeException(
        parameter, bytes, string.Create(
            CultureInfo.InvariantCulture,
            $"MemoryLimit cannot be {bytes:N0} bytes; this store takes from {lowest:N0} to {highest:N0}. "
                + $"The option MaxMemoryLimit sets how far it may be raised."));

    [DoesNotReturn]
    public static void ClockOutOfReach(long milliseconds) => throw new InvalidOperationException(
        string.Create(
            CultureInfo.InvariantCulture,
            $"The store's clock shows {TimeSpan.FromMilliseconds(milliseconds).TotalDays / 365.25:F0} years since the store was made; ")
        + "deadlines reach 34. Set a clock of your own before the store is made, or make a new store.");

    [DoesNotReturn]
    public static void Disposed() => throw new ObjectDisposedException(nameof(CacheCore) + ".CacheStore");
}
