using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace CacheCore.Primitives;

/// <summary>
/// The UTF-8 bytes of a string key: in the caller's stack buffer if they fit, else in a rented array that
/// <see cref="Return"/> gives back. Refuses what has no UTF-8 form, since two such keys would become one.
/// </summary>
internal ref struct KeyEncoder
{
    /// <summary>Length of the stack buffer that callers lend.</summary>
    public const int StackSize = 256;

    private byte[]? _rented;

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // on the path of every verb that takes a string
    public KeyEncoder(CacheKey key, Span<byte> stack)
    {
        if (key.Text is null)
        {
            Bytes = key.Bytes;
            return;
        }

        int length = key.Text.Length;
        if (length is >= ShortAscii.MinLength and <= ShortAscii.MaxLength
            && stack.Length >= ShortAscii.MaxLength
            && ShortAscii.TryNarrow(key.Text, stack))
        {
            Bytes = stack[..length];
            return;
        }

        Bytes = Encode(key.Text, stack);
    }

    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Ends the use of the bytes. Not in a finally block: an array lost to an exception is the collector's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // almost always nothing to do
    public readonly void Return()
    {
        if (_rented is not null)
        {
            ArrayPool<byte>.Shared.Return(_rented);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ReadOnlySpan<byte> Encode(string key, Span<byte> stack)
    {
        if (Ascii.FromUtf16(key, stack, out int ascii) == OperationStatus.Done)
        {
            return stack[..ascii];
        }

        if (Utf8.FromUtf16(key.AsSpan(ascii), stack[ascii..], out _, out int others, replaceInvalidSequences: false)
            == OperationStatus.Done)
        {
            return stack[..(ascii + others)];
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(checked(key.Length * 3));
        OperationStatus status = Utf8.FromUtf16(key, buffer, out _, out int written, replaceInvalidSequences: false);
        if (status != OperationStatus.Done)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            Throw.IllFormedKey(nameof(key));
        }

        _rented = buffer;
        return buffer.AsSpan(0, written);
    }
}
