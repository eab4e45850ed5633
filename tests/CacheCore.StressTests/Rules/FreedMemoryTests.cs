using CacheCore.Index;
using CacheCore.Memory;
using CacheCore.StressTests.Harness;
using CacheCore.Tests.Integrity;

namespace CacheCore.StressTests.Rules;

/// <summary>Memory goes to the next writer only when every reader who may be inside can notice.</summary>
[Stress]
public class FreedMemoryTests
{
    private const int Pages = 40;

    /// <summary>
    /// A reader is about to copy a large value. Meanwhile the value leaves, its pages become another's, and whoever gives
    /// them back is held up before he is through: this test has the lock of the head chunk's class.
    /// </summary>
    [TestCase(true)]
    [TestCase(false)]
    public void Pages_are_given_back_after_the_version_moved(bool isRemoved)
    {
        using CacheStore store = Stores.Roomy();
        int pageSize = store.Parts.Memory.Pool.Geometry.PageSize;
        byte[][] keys = Keys.Many(2);
        byte[] value = Payload.Make(Pages * pageSize, new Stamp(0, 0, 0));
        byte[] other = Payload.Make(2 * Pages * pageSize, new Stamp(1, 0, 0));
        _ = store.Set(keys[0], value);
        SlabClass classOfHead = ClassOfHead(store, keys[0]);
        Thread? leaving = null;
        byte[]? read;
        using (classOfHead.Lock.Enter())
        {
            read = new SteppedReads(store).Get(keys[0], length =>
            {
                if (leaving is not null)
                {
                    return;
                }

                leaving = new Thread(
                    () => _ = isRemoved ? store.Remove(keys[0]) : store.Set(keys[0], new byte[5000]) == WriteResult.Stored);
                leaving.Start();
                SpinWait.SpinUntil(() => store.Parts.Memory.Slabs.LinkPages == 0);
                _ = store.Set(keys[1], other);
            });
        }

        leaving!.Join();
        Assert.That(read, isRemoved ? Is.Null : Is.EqualTo(new byte[5000]));
        StoreIntegrity.Check(store);
    }

    private static SlabClass ClassOfHead(CacheStore store, byte[] key)
    {
        ulong hash = store.Parts.Memory.Hash.Of(key);
        store.Parts.Gate.Enter(hash, out LockedBucket locked);
        _ = locked.TryFind(store.Parts.Memory.Pool, hash, key, out SlotRef place);
        ItemRef head = place.Value.Item;
        locked.ExitUnchanged();
        return store.Parts.Memory.Slabs.Classes[store.Parts.Memory.Slabs.ClassOf(head)];
    }
}
