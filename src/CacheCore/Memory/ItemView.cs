using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace CacheCore.Memory;

/// <summary>
/// A chunk seen as header, key and value. Every span is checked against the room between the chunk's start and the
/// end of its page, never against lengths that the chunk's own bytes claim: a reader without a lock may look at a
/// chunk that has become something else.
/// </summary>
internal readonly unsafe struct ItemView(byte* chunk, int room)
{
    private const int MostPrefetched = 20 * PoolGeometry.LineSize;

    private readonly byte* _chunk = chunk;
    private readonly int _room = room;

    public ref ItemHeader Header
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref *(ItemHeader*)_chunk;
    }

    /// <summary>The optional field at a distance behind the header.</summary>
    public ref ulong WideExtra(int offset) => ref *(ulong*)(_chunk + ItemHeader.Size + offset);

    public ref uint ClientFlags(ItemTraits traits) =>
        ref *(uint*)(_chunk + ItemHeader.Size + traits.ExtrasLength - sizeof(uint));

    public ref ulong OwnCas(ItemTraits traits) => ref WideExtra(traits.OwnCasOffset);

    public ref ulong LastDeadline(ItemTraits traits) => ref WideExtra(traits.Sliding ? sizeof(ulong) : 0);

    /// <summary>The item that owns this tail of a large value.</summary>
    public ref uint TailOwner => ref *(uint*)_chunk;

    /// <summary>The bytes from an offset on, cut to the room. Empty where the offset lies outside.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // a comparison and an addition
    public Span<byte> Bytes(int offset, int length)
    {
        bool fits = (uint)offset <= (uint)_room && (uint)length <= (uint)(_room - offset);
        return fits ? new Span<byte>(_chunk + offset, length) : default;
    }

    /// <summary>The key, as the header tells its length. Without the bucket's lock it may be anything by now.</summary>
    public ReadOnlySpan<byte> Key => Bytes(Header.KeyOffset, Header.Identity.KeyLength);

    /// <summary>
    /// True if an item of this key lies here; without the bucket's lock the answer counts only once the version was checked.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // the second cache miss of every get happens here
    public bool HasKey(ReadOnlySpan<byte> key)
    {
        ref ItemHeader header = ref Header;
        if (header.Identity.KeyLength != key.Length)
        {
            return false;
        }

        int offset = header.KeyOffset;
        return key.Length <= _room - offset && key.SequenceEqual(new ReadOnlySpan<byte>(_chunk + offset, key.Length));
    }

    /// <summary>
    /// Copies a value that lies at an offset; false: the lengths do not fit the page, so the chunk has become something
    /// else since they were read.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // part of every get
    public bool TryCopyValue(int offset, int length, Span<byte> destination)
    {
        if ((uint)length > (uint)(_room - offset))
        {
            return false;
        }

        new ReadOnlySpan<byte>(_chunk + offset, length).CopyTo(destination);
        return true;
    }

    /// <summary>
    /// The page numbers of a large value, and the handle of its tail, as 4-byte words at an offset that need not be aligned.
    /// </summary>
    public uint ReadLink(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(offset, sizeof(uint)));

    public void WriteLink(int offset, uint link) => BinaryPrimitives.WriteUInt32LittleEndian(Bytes(offset, sizeof(uint)), link);

    /// <summary>Starts loading the header. The chunk need not be one: a wrong address is no harm.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // a hint is worth nothing after a call
    public void PrefetchFirst()
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(_chunk);
        }
    }

    /// <summary>Starts loading the lines behind the first, which a comparison of the key is about to load itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // a hint is worth nothing after a call
    public void PrefetchRest()
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(_chunk + 64);
            Sse.Prefetch0(_chunk + 128);
        }
    }

    /// <summary>Starts loading the lines of an item of some size, as many as a core can wait for at once.</summary>
    public void Prefetch(int size)
    {
        if (Sse.IsSupported)
        {
            byte* end = _chunk + Math.Min(size, MostPrefetched);
            for (byte* line = _chunk; line < end; line += PoolGeometry.LineSize)
            {
                Sse.Prefetch0(line);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // a hint is worth nothing after a call
    public void PrefetchAll()
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(_chunk);
            PrefetchRest();
        }
    }
}
