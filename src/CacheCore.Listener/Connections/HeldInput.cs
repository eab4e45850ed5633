using System.Buffers;

namespace CacheCore.Listener.Connections;

/// <summary>
/// Input in one piece, for what arrived in several: the beginning of a command whose end is still to come. Takes no memory while there is none.
/// </summary>
internal sealed class HeldInput
{
    private const int MostKept = 64 << 10;

    private byte[] _bytes = [];
    private int _start;
    private int _end;

    public int Length => _end - _start;

    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(_start, Length);

    /// <summary>Adds what has arrived.</summary>
    /// <param name="piece">Copied.</param>
    /// <param name="expected">How much is going to be held, as far as that is known.</param>
    public void Add(ReadOnlySpan<byte> piece, int expected)
    {
        int length = checked(Length + piece.Length);
        if (_start + length > _bytes.Length)
        {
            MakeRoom(Math.Max(length, Math.Max(expected, length > _bytes.Length ? Math.Min(2 * _bytes.Length, 1 << 20) : 0)));
        }

        piece.CopyTo(_bytes.AsSpan(_end));
        _end += piece.Length;
    }

    public void Consume(int count)
    {
        _start += count;
        if (Length > 0)
        {
            return;
        }

        _start = _end = 0;
        if (_bytes.Length > MostKept)
        {
            Return();
        }
    }

    /// <summary>Gives the memory back.</summary>
    public void Return()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
        }

        _start = _end = 0;
    }

    private void MakeRoom(int length)
    {
        int held = Length;
        if (length <= _bytes.Length)
        {
            _bytes.AsSpan(_start, held).CopyTo(_bytes);
        }
        else
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(length);
            _bytes.AsSpan(_start, held).CopyTo(larger);
            if (_bytes.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(_bytes);
            }

            _bytes = larger;
        }

        _start = 0;
        _end = held;
    }
}
