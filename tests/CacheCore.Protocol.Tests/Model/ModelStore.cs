using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace CacheCore.Protocol.Tests.Model;

/// <summary>What became of a store.</summary>
internal enum StoreOutcome
{
    Stored,
    NotStored,
    NotFound,
    Exists,
    TooLarge,
}

/// <summary>How to store.</summary>
internal enum StoreWay
{
    Set,
    Add,
    Replace,
    Append,
    Prepend,
    CompareAndSwap,
}

/// <summary>
/// A cache as the protocols see it, in a dictionary: enough of memcached's behaviour to answer the transcripts. Its time stands still.
/// </summary>
internal sealed class ModelStore
{
    public const long Now = 1_000_000_000;

    private const int LongestRelative = 60 * 60 * 24 * 30;
    private const int MaxItemSize = 1 << 20;
    private const int HeaderSize = 48;
    private const int CasSize = 8;
    private const int FlagsSize = 4;

    private readonly Dictionary<string, ModelItem> _items = new(StringComparer.Ordinal);
    private ulong _lastCas;

    /// <summary>The live item under a key. Looking at it leaves no trace.</summary>
    public ModelItem? Find(ReadOnlySpan<byte> key)
    {
        if (!_items.TryGetValue(Name(key), out ModelItem? item))
        {
            return null;
        }

        if (item.ExpiresAt <= Now)
        {
            _items.Remove(Name(key));
            return null;
        }

        return item;
    }

    public StoreOutcome Store(
        StoreWay way, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, uint clientFlags = 0, long exptime = 0, ulong cas = 0,
        ulong? newCas = null)
    {
        if (SizeOf(key.Length, value.Length, clientFlags) > MaxItemSize)
        {
            _ = way == StoreWay.Set && _items.Remove(Name(key));
            return StoreOutcome.TooLarge;
        }

        ModelItem? old = Find(key);
        StoreOutcome? obstacle = (way, old) switch
        {
            (StoreWay.Add, not null) or (StoreWay.Replace or StoreWay.Append or StoreWay.Prepend, null) => StoreOutcome.NotStored,
            (StoreWay.CompareAndSwap, null) => StoreOutcome.NotFound,
            (StoreWay.CompareAndSwap, not null) when old.Cas != cas => StoreOutcome.Exists,
            (StoreWay.Append or StoreWay.Prepend, not null) when cas != 0 && old.Cas != cas => StoreOutcome.Exists,
            _ => null,
        };
        if (obstacle is StoreOutcome outcome)
        {
            return outcome;
        }

        bool isAddition = way is StoreWay.Append or StoreWay.Prepend;
        _items[Name(key)] = new ModelItem
        {
            Value = way switch
            {
                StoreWay.Append => [.. old!.Value, .. value],
                StoreWay.Prepend => [.. value, .. old!.Value],
                _ => value.ToArray(),
            },
            ClientFlags = isAddition ? old!.ClientFlags : clientFlags,
            ExpiresAt = isAddition ? old!.ExpiresAt : Deadline(exptime),
            Cas = newCas ?? NextCas(),
        };
        return StoreOutcome.Stored;
    }

    public bool Delete(ReadOnlySpan<byte> key) => Find(key) is not null && _items.Remove(Name(key));

    public void Clear() => _items.Clear();

    /// <summary>Adds to a number or subtracts from it; false: the value is not one.</summary>
    public bool TryCount(ModelItem item, bool isUp, ulong delta, out ulong number)
    {
        ReadOnlySpan<byte> text = item.Value.AsSpan().TrimEnd((byte)' ');
        if (!Utf8Parser.TryParse(text, out number, out int length) || length != text.Length)
        {
            return false;
        }

        number = isUp ? unchecked(number + delta) : number - Math.Min(delta, number);
        byte[] digits = Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));
        item.Value = [.. digits, .. Enumerable.Repeat((byte)' ', Math.Max(0, item.Value.Length - digits.Length))];
        item.Cas = NextCas();
        return true;
    }

    public ulong NextCas() => ++_lastCas;

    /// <summary>The second that a time to live ends at.</summary>
    public static long? Deadline(long exptime) => exptime switch
    {
        0 => null,
        < 0 => 0,
        <= LongestRelative => Now + exptime,
        _ => exptime,
    };

    /// <summary>Seconds left, -1 = for ever.</summary>
    public static long Ttl(ModelItem item) => item.ExpiresAt is long end ? end - Now : -1;

    public static long SizeOf(int keyLength, int valueLength, uint clientFlags) =>
        HeaderSize + keyLength + 1 + (clientFlags == 0 ? 0 : FlagsSize) + valueLength + 2 + CasSize;

    private static string Name(ReadOnlySpan<byte> key) => Encoding.Latin1.GetString(key);
}
