using System.Text;

namespace CacheCore.Listener.Statistics;

/// <summary>Counts by what keys begin with, for <c>stats detail</c>. Off unless asked for: each command then takes a lock.</summary>
internal sealed class PrefixCounts(byte delimiter, bool isOn)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Counts> _prefixes = new(StringComparer.Ordinal);
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

        string prefix = Encoding.Latin1.GetString(key[..end]);
        lock (_lock)
        {
            Counts counts = _prefixes.GetValueOrDefault(prefix);
            _prefixes[prefix] = new Counts(
                counts.Gets + added.Gets, counts.Hits + added.Hits, counts.Sets + added.Sets, counts.Deletes + added.Deletes);
        }
    }

    /// <summary>What was counted of one prefix.</summary>
    public readonly record struct Counts(long Gets, long Hits, long Sets, long Deletes);
}
