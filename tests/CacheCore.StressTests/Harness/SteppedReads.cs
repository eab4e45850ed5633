using CacheCore.Access.Items;
using CacheCore.Store;
using CacheCore.Wiring;

namespace CacheCore.StressTests.Harness;

/// <summary>
/// Reads of a store that call back where a public read only thinks: after the lengths were proved and before the
/// bytes are copied. Whatever happens to the item at that moment, the read must notice.
/// </summary>
internal sealed class SteppedReads
{
    private readonly CacheStore _store;
    private readonly ItemReads _reads;

    public SteppedReads(CacheStore store)
    {
        _store = store;
        _reads = new StoreWorkers(store.Parts).Reads;
    }

    /// <summary>Reads into a new array, or null; <paramref name="beforeCopy"/> is told each length that is about to be copied.</summary>
    public byte[]? Get(byte[] key, Action<int> beforeCopy)
    {
        var reader = new SteppedReader(beforeCopy);
        ReadResult result = _reads.Read(key, _store.Parts.Memory.Hash.Of(key), ref reader);
        GC.KeepAlive(_store);
        return result == ReadResult.Hit ? reader.Value : null;
    }

    private struct SteppedReader(Action<int> beforeCopy) : IItemReader
    {
        private readonly Action<int> _beforeCopy = beforeCopy;

        public static bool WantsSight => false;

        public static bool WantsInfo => false;

        public static bool IsCounted => true;

        public byte[]? Value { get; private set; }

        public Span<byte> Prepare(int valueLength)
        {
            _beforeCopy(valueLength);
            Value = new byte[valueLength];
            return Value;
        }

        public Span<byte> Prepare(scoped in ItemSight sight) => Prepare(sight.ValueLength);

        public readonly void Note(in ItemInfo info)
        {
        }
    }
}
