using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace CacheCore.Listener.Statistics;

/// <summary>
/// Counts by what keys begin with, for <c>stats detail</c>. Off unless asked for: each command then takes a lock. Clients choose the
/// prefixes, so there is an end to how many are told apart: what comes later is not counted, what is there goes on.
/// </summary>
internal sealed class PrefixCounts(byte delimiter, bool isOn)
{
    /// <summary>memcached's.</summary>
    public const int MostPrefixes = 65_536;

    /// <summary>Of all of them together, in bytes of their keys.</summary>
    public const int MostBytes = 2 << 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Counts> _prefixes = new(StringComparer.Ordinal);
    private long _bytes;
    private volatile bool _isOn = isOn;

    public bool IsOn
    {
        get => _isOn;
        set => _isOn = value;
    }

    public void NoteGet(ReadOnlySpan<byte> key, bool isHit) => Note(key, new Counts(1, isHit ? 1 : 0, 0, 0));

    public void NoteSet(ReadOnlySpan<byte> key) => Note(key, new Counts(0, 0, 1, 0));

    public void NoteDelete(ReadOnlySpan<byte> key) => Note(key, new Counts(0, 0, 0, 1));

    public void Clear()
    {
        lock (_lock)
        {
            _prefixes.Clear();
            _bytes = 0;
        }
    }

    public KeyValuePair<string, Counts>[] ToArray()
    {
        lock (_lock)
        {
            return [.. _prefixes];
        }
    }

    private void Note(ReadOnlySpan<byte> key, Counts added)
    {
        int end = key.IndexOf(delimiter);
        if (!_isOn || end < 0)
        {
            return;
        }

        Span<char> prefix = stackalloc char[end];
        Encoding.Latin1.GetChars(key[..end], prefix);
        lock (_lock)
        {
            ref Counts counts = ref CollectionsMarshal.GetValueRefOrNullRef(_prefixes.GetAlternateLookup<ReadOnlySpan<char>>(), prefix);
            if (!Unsafe.IsNullRef(ref counts))
            {
                counts = counts.With(added);
            }
            else if (_prefixes.Count < MostPrefixes && _bytes + end <= MostBytes)
            {
                _bytes += end;
                _prefixes.Add(prefix.ToString(), added);
            }
        }
    }

    /// <summary>What was counted of one prefix.</summary>
    public readonly record struct Counts(long Gets, long Hits, long Sets, long Deletes)
    {
        public Counts With(Counts added) => new(Gets + added.Gets, Hits + added.Hits, Sets + added.Sets, Deletes + added.Deletes);
    }
}
