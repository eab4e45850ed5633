// Two sides that each write one word and then read the other's. One side comes seldom and has all processors agree on the order
// (Interlocked.MemoryBarrierProcessWide), so that the other needs no barrier in between. First: the crawler forgets a page's earliest
// deadline and looks at its items, while a writer links an item and notes its deadline; no deadline may be lost. Then: the
// maintainer says that it awaits a ring and looks for work, while a writer leaves some; it must not sleep on it.
//
// holds: as-coded                  no rule broken
// found: no-barrier                all processors agree before the crawler looks
// found: forgotten-last            a page's moment is forgotten before the walk, not set after it
// found: noted-first               a deadline is noted after the item is linked
// found: walk-overwrites-notes     what is left is noted like any other deadline: only where it lowers the moment
// found: no-barrier-before-rest    all processors agree before the maintainer looks for work once more
// found: rest-looked-for-first     it says that it awaits a ring before it looks
#include "model.hpp"

const unsigned Never = 100, Deadline = 7;

// What the barrier for all processors does to a writer's store and the load behind it. A processor may do the load first; but where the
// barrier falls, every instruction is over or has not begun. C++11 has no word for that, so it is played: a load done early is done again
// if the barrier came between it and the store. All else is sequentially consistent here, for nothing else may be turned around.
struct Processors
{
    Shared barriers;

    void start() { set(barriers, 0); }

    static unsigned get(Shared& shared) { return shared($).load(rl::mo_seq_cst); }
    static void set(Shared& shared, unsigned value) { shared($).store(value, rl::mo_seq_cst); }

    void agree() { barriers($).fetch_add(1, rl::mo_seq_cst); }

    // Stores, then loads, in the order that the processor likes.
    unsigned storeAndLoad(Shared& stored, unsigned value, Shared& loaded)
    {
        if (rl::rand(2) == 0)
        {
            set(stored, value);
            return get(loaded);
        }

        unsigned before = get(barriers);
        unsigned early = get(loaded);
        set(stored, value);
        return get(barriers) == before ? early : get(loaded);
    }
};

// DeadlineHints.Lower
inline void lower(Shared& earliest, unsigned seen, unsigned moment)
{
    while (moment < seen && !earliest($).compare_exchange_strong(seen, moment, rl::mo_seq_cst))
    {
    }
}

struct Crawling : rl::test_suite<Crawling, 2>
{
    Processors processors;
    Shared item, earliest;      // the deadline of the page's only item, Never while it is not linked; the page's moment

    void before()
    {
        processors.start();
        Processors::set(item, Never);
        Processors::set(earliest, rl::rand(2) == 0 ? Never : 3);    // 3: something was due that has left
    }

    void thread(unsigned id)
    {
        id == 0 ? write() : crawl();
    }

    void after()
    {
        RL_ASSERT(Processors::get(earliest) <= Deadline);
    }

    void write()
    {
        if (breaks("noted-first"))
        {
            lower(earliest, Processors::get(earliest), Deadline);
            Processors::set(item, Deadline);
            return;
        }

        unsigned seen = processors.storeAndLoad(item, Deadline, earliest);
        lower(earliest, seen, Deadline);
    }

    // ItemCrawler.TryWalkBatch, at a moment at which the item is not over
    void crawl()
    {
        if (!breaks("forgotten-last"))
        {
            Processors::set(earliest, Never);
        }

        if (!breaks("no-barrier"))
        {
            processors.agree();
        }

        unsigned left = Processors::get(item);
        if (breaks("forgotten-last") || breaks("walk-overwrites-notes"))
        {
            Processors::set(earliest, left);
        }
        else
        {
            lower(earliest, Processors::get(earliest), left);
        }
    }
};

struct Resting : rl::test_suite<Resting, 2>
{
    Processors processors;
    Shared work, isAwaited, hasRung;
    bool sleeps;

    void before()
    {
        processors.start();
        Processors::set(work, 0);
        Processors::set(isAwaited, 0);
        Processors::set(hasRung, 0);
        sleeps = false;
    }

    void thread(unsigned id)
    {
        id == 0 ? leaveWork() : rest();
    }

    void after()
    {
        RL_ASSERT(!sleeps || Processors::get(hasRung) == 1);
    }

    // Doorbell.Ring behind any work
    void leaveWork()
    {
        if (processors.storeAndLoad(work, 1, isAwaited) == 1)
        {
            Processors::set(hasRung, 1);
        }
    }

    // Doorbell.Await, and the look before a sleep
    void rest()
    {
        unsigned seen = Processors::get(work);
        if (seen == 1)
        {
            return;
        }

        Processors::set(isAwaited, 1);
        if (!breaks("no-barrier-before-rest"))
        {
            processors.agree();
        }

        seen = breaks("rest-looked-for-first") ? seen : Processors::get(work);
        sleeps = seen == 0;
    }
};

int main(int count, char** words)
{
    readArguments(count, words);
    return holds<Crawling>(100000) && holds<Resting>(100000) ? 0 : 1;
}
