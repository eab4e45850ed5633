using System.Text;

namespace CacheCore.Primitives;

/// <summary>A few beginnings that a key may have. Asked for every new item, so most keys are told apart by their first byte.</summary>
internal sealed class KeyPrefixes
{
    private const int BitsPerWord = 64;

    private readonly byte[][] _prefixes;

    /// <summary>One bit for each byte that a prefix begins with.</summary>
    private readonly ulong[] _firstBytes = new ulong[(byte.MaxValue + 1) / BitsPerWord];

    /// <param name="prefixes">Well-formed and not empty; they stand for their UTF-8 bytes.</param>
    public KeyPrefixes(IEnumerable<string> prefixes)
    {
        _prefixes = [.. prefixes.Select(Encoding.UTF8.GetBytes)];
        foreach (byte[] prefix in _prefixes)
        {
            _firstBytes[prefix[0] / BitsPerWord] |= 1UL << (prefix[0] % BitsPerWord);
        }
    }

    /// <summary>True where no key begins with any of them.</summary>
    public bool AreNone => _prefixes.Length == 0;

    /// <summary>True if a key begins with one of the prefixes, or is one.</summary>
    public bool Match(ReadOnlySpan<byte> key) =>
        !key.IsEmpty && (_firstBytes[key[0] / BitsPerWord] >> (key[0] % BitsPerWord) & 1) != 0 && MatchAny(key);

    private bool MatchAny(ReadOnlySpan<byte> key)
    {
        foreach (byte[] prefix in _prefixes)
        {
            if (key.StartsWith(prefix))
            {
                return true;
            }
        }

        return false;
    }
}
