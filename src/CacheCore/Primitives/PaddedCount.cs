using System.Runtime.InteropServices;

namespace CacheCore.Primitives;

/// <summary>A count alone on its cache lines, so that changing it does not take the fields beside it from readers.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct PaddedCount
{
    [FieldOffset(128)]
    public long Value;
}
