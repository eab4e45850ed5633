// Blocks of counts that go from thread to thread. A thread adds to its block with plain loads and stores; when it has ended its finalizer leaves the
// block, and another thread may take it. No count may be lost, and no two threads may count in one block. And the list of a store's blocks
// grows by whoever finds none to take: no block may be forgotten.
//
// holds: as-coded                  no rule broken
// found: left-too-early            a block is left when its thread has ended
// found: left-by-plain-store       leaving releases what was counted
// found: taken-by-plain-store      a block is taken by one interlocked step
// found: listed-by-plain-store     the list is replaced only if it is still the one that was extended
#include "model.hpp"

struct Counting : rl::test_suite<Counting, 3>
{
    Shared isTaken, count;
    Shared turns;               // how many threads had the block

    void before()
    {
        plainWrite(isTaken, 0);
        plainWrite(count, 0);
        plainWrite(turns, 0);
    }

    void thread(unsigned)
    {
        if (!tryTake())
        {
            return;
        }

        turns($).fetch_add(1, rl::mo_relaxed);
        add();
        if (breaks("left-too-early"))
        {
            volatileWrite(isTaken, 0);
        }

        add();
        if (breaks("left-by-plain-store"))
        {
            plainWrite(isTaken, 0);
        }
        else
        {
            volatileWrite(isTaken, 0);
        }
    }

    void after() { RL_ASSERT(plainRead(count) == 2 * plainRead(turns)); }

    // ThreadCounters.TryTake
    bool tryTake()
    {
        if (breaks("taken-by-plain-store"))
        {
            bool isFree = volatileRead(isTaken) == 0;
            volatileWrite(isTaken, 1);
            return isFree;
        }

        return compareExchange(isTaken, 0, 1);
    }

    // ThreadCounters.Add
    void add() { plainWrite(count, plainRead(count) + 1); }
};

struct Listing : rl::test_suite<Listing, 2>
{
    Shared listed;              // one bit for each block; all of them change together, as the array that they stand in does

    void before() { plainWrite(listed, 0); }

    // CounterSet.AddBlock
    void thread(unsigned id)
    {
        unsigned seen;
        do
        {
            seen = volatileRead(listed);
            if (breaks("listed-by-plain-store"))
            {
                volatileWrite(listed, seen | 1 << id);
                return;
            }
        }
        while (!compareExchange(listed, seen, seen | 1 << id));
    }

    void after() { RL_ASSERT(plainRead(listed) == 3); }
};

int main(int count, char** words)
{
    readArguments(count, words);
    return holds<Counting>(200000) && holds<Listing>(20000) ? 0 : 1;
}
