using System.Runtime.CompilerServices;

namespace CacheCore.Memory;

/// <summary>
/// A table of fixed length in a store's own range of addresses: zeroes at first, and memory only where something was written. A store that
/// may become large so costs what it has become. Whoever uses it keeps the pool alive that made it.
/// </summary>
/// <typeparam name="T">An entry, for which all zeroes mean "nothing".</typeparam>
internal readonly unsafe struct NativeTable<T>
    where T : unmanaged
{
    private readonly T* _start;

    public NativeTable(T* start, int length)
    {
        _start = start;
        Length = length;
    }

    public int Length { get; }

    public Span<T> Entries => new(_start, Length);

    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)] // as an array's: every get is counted by class
        get
        {
            if ((uint)index >= (uint)Length)
            {
                ThrowOutOfRange(index);
            }

            return ref _start[index];
        }
    }

    private static void ThrowOutOfRange(int index) =>
        throw new ArgumentOutOfRangeException(nameof(index), index, "The table has no such entry.");
}
