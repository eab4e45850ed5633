namespace CacheCore.Protocol.Text;

/// <summary>
/// The words of a line, or of a part of it: what stands between one or more spaces. Enumerated without allocation, as often as one likes.
/// </summary>
public readonly ref struct Words
{
    private readonly ReadOnlySpan<byte> _buffer;
    private readonly ByteRange _range;

    /// <summary>The words of a part of a buffer.</summary>
    /// <param name="buffer">What was parsed.</param>
    /// <param name="range">The part of it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part does not lie in <paramref name="buffer"/>.</exception>
    public Words(ReadOnlySpan<byte> buffer, ByteRange range)
    {
        _buffer = buffer[..range.End];
        _range = range;
    }

    /// <summary>Begins at the first word.</summary>
    public Enumerator GetEnumerator() => new(_buffer, _range.Start);

    /// <summary>Goes from word to word.</summary>
    public ref struct Enumerator
    {
        private readonly ReadOnlySpan<byte> _buffer;
        private int _next;

        internal Enumerator(ReadOnlySpan<byte> buffer, int start)
        {
            _buffer = buffer;
            _next = start;
        }

        /// <summary>Where the word lies in the buffer.</summary>
        public ByteRange Range { get; private set; }

        /// <summary>The word.</summary>
        public readonly ReadOnlySpan<byte> Current => Range.In(_buffer);

        /// <summary>Everything behind the word, from the first space on.</summary>
        internal readonly ByteRange Rest => new(_next, _buffer.Length - _next);

        /// <summary>Everything up to the end of the last word, and what lies before the first one.</summary>
        internal readonly ReadOnlySpan<byte> Line => _buffer;

        /// <summary>Goes on to the next word; false: there is none.</summary>
        public bool MoveNext()
        {
            ReadOnlySpan<byte> buffer = _buffer;
            int start = _next;
            while (start < buffer.Length && buffer[start] == ' ')
            {
                start++;
            }

            // Most words are a flag, a number or a short key: no vectorized search is worth its call (ParseGetBenchmarks,
            // ParseMetaBenchmarks).
            int end = start;
            while (end < buffer.Length && buffer[end] != ' ')
            {
                end++;
            }

            Range = new ByteRange(start, end - start);
            _next = end;
            return end > start;
        }
    }
}
