using System.Threading.Channels;

namespace CacheCore.Parts;

/// <summary>
/// A bounded queue of items that left, from whoever removed them to the maintainer. A full queue drops the notice
/// rather than hold up the store; while nobody listens, nothing is copied at all.
/// </summary>
internal sealed class RemovalNotices(int capacity)
{
    private readonly Channel<ItemRemovedEventArgs> _waiting = Channel.CreateBounded<ItemRemovedEventArgs>(
        new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.Wait });

    public bool HasListeners { get; set; }

    public bool AreWaiting => _waiting.Reader.Count > 0;

    /// <summary>Queues a notice; false: the queue is full.</summary>
    public bool TryPost(ItemRemovedEventArgs notice) => _waiting.Writer.TryWrite(notice);

    public bool TryTake(out ItemRemovedEventArgs? notice) => _waiting.Reader.TryRead(out notice);
}
