using CacheCore.Memory;

namespace CacheCore.Access.Figures;

/// <summary>
/// Somebody's own formula for the size of an item and the classes that sizes belong to, beside the slab classes that the store lays its
/// items in. Classes are numbered from 1.
/// </summary>
internal sealed class SizeClasses
{
    /// <summary>Sizes that lie in one such unit are of one class.</summary>
    public const int Unit = 8;

    private readonly int _overhead;
    private readonly int _flagsSize;
    private readonly int _largest;
    private readonly byte[] _classOfUnits;

    /// <param name="overhead">What an item takes beside key, value and client flags.</param>
    /// <param name="flagsSize">What client flags take that are not 0.</param>
    /// <param name="sizes">
    /// The largest size of each class, ascending, in whole units; what is larger still is of the last class. At most 255.
    /// </param>
    public SizeClasses(int overhead, int flagsSize, IReadOnlyList<int> sizes)
    {
        _overhead = overhead;
        _flagsSize = flagsSize;
        _largest = sizes[^1];
        Count = sizes.Count;
        _classOfUnits = ClassesOf(sizes);
    }

    public int Count { get; }

    public int ClassOf(long size) => size > _largest ? Count : _classOfUnits[(int)((size + Unit - 1) / Unit)];

    public int ClassOf(in ItemHeader header) => ClassOf(in header, header.ValueLength);

    /// <summary>The class of an item that had a value of another length.</summary>
    public int ClassOf(in ItemHeader header, int valueLength) =>
        ClassOf(_overhead + header.Identity.KeyLength + (long)valueLength + (header.Traits.ClientFlags ? _flagsSize : 0));

    private static byte[] ClassesOf(IReadOnlyList<int> sizes)
    {
        byte[] classes = new byte[((sizes[^1] + Unit - 1) / Unit) + 1];
        int sizeClass = 1;
        for (int unit = 0; unit < classes.Length; unit++)
        {
            while (unit * Unit > sizes[sizeClass - 1] && sizeClass < sizes.Count)
            {
                sizeClass++;
            }

            classes[unit] = (byte)sizeClass;
        }

        return classes;
    }
}
