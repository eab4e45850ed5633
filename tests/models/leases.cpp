// A factory that makes a value from where values come from, and somebody who changes that and removes the value from the store, or clears all of it.
// What was made before the change must not be in the store after it, and whoever asks after it must not join the factory for it.
//
// holds: as-coded                  no rule broken
// found: no-barrier-behind-lease   taking a lease is a full barrier, before the factory reads
// found: lease-not-looked-at       the lease is looked at when the value is published
// found: looked-at-too-early       that is done under the bucket's lock
// found: ended-too-early           whoever changes a key looks for leases under the bucket's lock
// found: nothing-ends-no-lease     also where nothing is there to be removed
// found: overtaken-is-joined       nobody joins a factory whose lease is over
// found: given-back-first          a lease is over before it is given back
// found: cleared-first             a clear ends all leases before it walks
// found: no-barrier-before-clear   Interlocked.MemoryBarrier before it looks for them
#include "model.hpp"

const unsigned Before = 1, After = 2;

struct Store
{
    Shared source;                  // where values come from; the store knows nothing of it
    Shared word, slot;              // the key's bucket, and the value in it
    Shared lock, listed, taken;     // of all leases
    Shared isOver, made;            // the only one's, and its factory's value

    void start()
    {
        plainWrite(source, Before);
        plainWrite(word, 0);
        plainWrite(slot, 0);
        plainWrite(lock, 0);
        plainWrite(listed, 0);
        plainWrite(taken, 0);
        plainWrite(isOver, 0);
        plainWrite(made, 0);
    }

    // FactoryFlights.StartAsync
    void make()
    {
        take();
        unsigned value = plainRead(source);
        if (rl::rand(2) == 0)       // where there is no memory, it is for those who wait for it all the same
        {
            store(value);
        }

        if (breaks("given-back-first"))
        {
            giveBack();
        }

        volatileWrite(isOver, 1);
        if (!breaks("given-back-first"))
        {
            giveBack();
        }

        plainWrite(made, value);
    }

    // FactoryLeases.Take
    void take()
    {
        enterLock(lock);
        volatileWrite(listed, 1);
        if (breaks("no-barrier-behind-lease"))
        {
            plainWrite(taken, 1);
            volatileWrite(lock, 0);
            return;
        }

        interlockedAdd(taken, 1);
        exitLock(lock);
    }

    // FactoryLeases.GiveBack
    void giveBack()
    {
        enterLock(lock);
        volatileWrite(listed, 0);
        interlockedAdd(taken, -1);
        exitLock(lock);
    }

    // ItemWrites.Publish, as it adds under a lease
    void store(unsigned value)
    {
        bool wasOver = volatileRead(isOver) != 0;
        unsigned entered = enter(word);
        bool isOverNow = breaks("looked-at-too-early") ? wasOver : volatileRead(isOver) != 0;
        if ((isOverNow && !breaks("lease-not-looked-at")) || plainRead(slot) != 0)
        {
            volatileWrite(word, entered);
            return;
        }

        volatileWrite(slot, value);
        end();
        volatileWrite(word, nextVersion(entered));
    }

    // FactoryLeases.End, and EndAll
    void end()
    {
        if (volatileRead(taken) != 0 && volatileRead(listed) != 0)
        {
            volatileWrite(isOver, 1);
        }
    }

    // ItemRemovals.Remove
    void remove()
    {
        if (breaks("ended-too-early"))
        {
            end();
        }

        unsigned entered = enter(word);
        bool isThere = plainRead(slot) != 0;
        volatileWrite(slot, 0);
        if (!breaks("ended-too-early") && (isThere || !breaks("nothing-ends-no-lease")))
        {
            end();
        }

        volatileWrite(word, isThere ? nextVersion(entered) : entered);
    }

    // ItemRemovals.Clear, of a store with one bucket
    void clear()
    {
        if (!breaks("no-barrier-before-clear"))
        {
            memoryBarrier();
        }

        if (!breaks("cleared-first"))
        {
            end();
        }

        unsigned entered = enter(word);
        volatileWrite(slot, 0);
        volatileWrite(word, nextVersion(entered));
        if (breaks("cleared-first"))
        {
            end();
        }
    }

    // Flight.TryJoin
    bool tryJoin() { return volatileRead(isOver) == 0 || breaks("overtaken-is-joined"); }
};

// The second thread makes a value; what the first does meanwhile is the suites'.
template<typename Suite>
struct ChangeAmid : rl::test_suite<Suite, 2>
{
    Store store;
    bool joined;

    void before()
    {
        store.start();
        joined = false;
    }

    void thread(unsigned id)
    {
        if (id == 1)
        {
            store.make();
            return;
        }

        plainWrite(store.source, After);
        static_cast<Suite*>(this)->change();
        joined = store.tryJoin();
    }

    void after()
    {
        unsigned kept = plainRead(store.slot);
        RL_ASSERT(kept == 0 || kept == After);
        RL_ASSERT(!joined || plainRead(store.made) == After);
    }
};

struct Removing : ChangeAmid<Removing>
{
    void change() { store.remove(); }
};

struct Clearing : ChangeAmid<Clearing>
{
    void change() { store.clear(); }
};

int main(int count, char** words)
{
    readArguments(count, words);
    return holds<Removing>(100000) && holds<Clearing>(100000) ? 0 : 1;
}
