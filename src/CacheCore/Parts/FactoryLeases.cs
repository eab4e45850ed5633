using System.Runtime.CompilerServices;
using CacheCore.Access.Items;
using CacheCore.Primitives;

namespace CacheCore.Parts;

/// <summary>
/// The leases of the factories that are running, so that a removal or a write wins over a value that began to be made before it.
/// As with memcached's leases, but a removed key leaves no item to tell it by: each verb that changes a key looks here, with the
/// key's bucket locked.
/// <code>
/// factory                                      whoever changes the key
/// ───────                                      ───────────────────────
/// take a lease; full barrier                   change where the value comes from
/// read where the value comes from              bucket's lock: a full barrier
/// bucket's lock                                is a lease taken? end those of the key
/// over? do not store : store, end them all     leave
/// leave
/// </code>
/// Of a barrier on each side at least one sees the other's write: a change that found no lease came before the factory began to read.
/// </summary>
internal sealed class FactoryLeases
{
    private const int Lists = 256;

    private readonly FactoryLease?[] _lists = new FactoryLease?[Lists];
    private InnerLock _lock;
    private int _taken;

    /// <summary>Puts a lease in force, before its factory begins.</summary>
    public void Take(FactoryLease lease)
    {
        using (_lock.Enter())
        {
            ref FactoryLease? first = ref ListOf(lease.Hash);
            lease.Next = first;
            Volatile.Write(ref first, lease);
            Interlocked.Increment(ref _taken);
        }
    }

    /// <summary>Takes a lease out of the list. Its own link stays, for whoever is walking along it.</summary>
    public void GiveBack(FactoryLease lease)
    {
        using (_lock.Enter())
        {
            ref FactoryLease? first = ref ListOf(lease.Hash);
            if (first == lease)
            {
                Volatile.Write(ref first, lease.Next);
            }
            else
            {
                FactoryLease? before = first;
                while (before is not null && before.Next != lease)
                {
                    before = before.Next;
                }

                if (before is null)
                {
                    return; // it was never taken
                }

                before.Next = lease.Next;
            }

            Interlocked.Decrement(ref _taken);
        }
    }

    /// <summary>Ends the leases of a hash. Needs the lock of its bucket, under which a factory's value is stored.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // a look at a field on the path of every write
    public void End(ulong hash)
    {
        if (Volatile.Read(ref _taken) != 0)
        {
            EndThose(hash);
        }
    }

    /// <summary>Ends all leases; what a factory has stored before lies in a bucket that the caller has yet to come by.</summary>
    public void EndAll()
    {
        Interlocked.MemoryBarrier();
        for (int list = 0; list < Lists && Volatile.Read(ref _taken) != 0; list++)
        {
            for (FactoryLease? lease = Volatile.Read(ref _lists[list]); lease is not null; lease = lease.Next)
            {
                lease.End();
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EndThose(ulong hash)
    {
        for (FactoryLease? lease = Volatile.Read(ref ListOf(hash)); lease is not null; lease = lease.Next)
        {
            if (lease.Hash == hash)
            {
                lease.End();
            }
        }
    }

    private ref FactoryLease? ListOf(ulong hash) => ref _lists[hash % Lists];
}
