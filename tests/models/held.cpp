// A large value that readers hold for a copy at which nothing is looked at again, while a writer takes it out of its bucket, and a page mover would
// like to have its tail elsewhere. Whoever lets go of it last, writer or reader, frees it, and another's bytes are in its chunk at once.
//
// holds: as-coded                  no rule broken
// found: held-without-lock         a value is held under its bucket's lock, while it is linked
// found: held-is-freed             whoever frees a value leaves a held one to its readers
// found: left-by-plain-store       that it is left to them is told by one interlocked step
// found: let-go-by-plain-store     a reader lets go by one interlocked step
// found: let-go-first              a reader lets go when its copy is made
// found: freed-by-any-reader       of the readers the last one frees it
// found: held-moves                the tail of a held value does not move
// found: looked-for-too-early      whether it is held is looked at under the bucket's lock
#include "model.hpp"

// One bucket with one slot, the entry of its value among those that are held, and the value's two chunks: it begins in the first one.
struct Store
{
    Shared word, slot, link, held, frees;
    Shared first[3], second[3];

    static const unsigned Left = 8, Readers = Left - 1;
    static const int Parts = 8;     // so many times the same bytes: a copy is long enough for all that a page mover does

    void start()
    {
        plainWrite(word, 0);
        plainWrite(slot, 1);
        plainWrite(link, 1);
        plainWrite(held, 0);
        plainWrite(frees, 0);
        fill(1, 7001, 7001);
        fill(2, 0, 0);
    }

    void fill(unsigned chunk, unsigned one, unsigned other)
    {
        plainWrite(first[chunk], one);
        plainWrite(second[chunk], other);
    }

    // ItemReads.TryReadHeld
    void read()
    {
        unsigned entered = enter(word);
        bool isLinked = plainRead(slot) == 1;
        if (isLinked && !breaks("held-without-lock"))
        {
            hold();
        }

        volatileWrite(word, entered);
        if (!isLinked)
        {
            return;
        }

        if (breaks("held-without-lock"))
        {
            hold();
        }

        bool mustFree = breaks("let-go-first") && letGo();
        unsigned tail = plainRead(link);
        for (int part = 0; part < Parts; part++)
        {
            unsigned one = plainRead(first[tail]), other = plainRead(second[tail]);
            RL_ASSERT(one == 7001 && other == 7001);
        }

        if (mustFree || (!breaks("let-go-first") && letGo()))
        {
            giveBack(tail);
        }
    }

    // HeldValues.TryHold
    void hold()
    {
        unsigned seen;
        do
        {
            seen = volatileRead(held);
        }
        while (!compareExchange(held, seen, seen + 1));
    }

    // HeldValues.Release: true if the value is the caller's to free.
    bool letGo()
    {
        while (true)
        {
            unsigned seen = volatileRead(held);
            bool isLast = (seen & Readers) == 1;
            unsigned rest = isLast ? 0 : seen - 1;
            if (breaks("let-go-by-plain-store"))
            {
                volatileWrite(held, rest);
            }
            else if (!compareExchange(held, seen, rest))
            {
                continue;
            }

            return (seen & Left) != 0 && (isLast || breaks("freed-by-any-reader"));
        }
    }

    // HeldValues.TryLeaveToReaders
    bool tryLeave()
    {
        for (unsigned seen = volatileRead(held); (seen & Readers) != 0; seen = volatileRead(held))
        {
            if (breaks("left-by-plain-store"))
            {
                volatileWrite(held, seen | Left);
                return true;
            }

            if (compareExchange(held, seen, seen | Left))
            {
                return true;
            }
        }

        return false;
    }

    // ItemLinker.Free, and ItemRescuer.Release; then another takes the chunk and fills it.
    void giveBack(unsigned chunk)
    {
        interlockedAdd(frees, 1);   // the lock of the chunk's class
        fill(chunk, 9000, 9001);
    }
};

// Two readers, and a writer who takes the value out.
struct Leaving : rl::test_suite<Leaving, 3>
{
    Store store;

    void before() { store.start(); }

    void thread(unsigned id)
    {
        if (id != 0)
        {
            store.read();
            return;
        }

        unsigned entered = enter(store.word);
        volatileWrite(store.slot, 0);
        volatileWrite(store.word, nextVersion(entered));
        if (breaks("held-is-freed") || !store.tryLeave())
        {
            store.giveBack(plainRead(store.link));
        }
    }

    void after() { RL_ASSERT(plainRead(store.frees) == 1 && plainRead(store.held) == 0); }
};

// A reader, and a page mover.
struct Moving : rl::test_suite<Moving, 2>
{
    Store store;

    void before() { store.start(); }

    void thread(unsigned id)
    {
        if (id != 0)
        {
            store.read();
            return;
        }

        // ItemRescuer.TryMoveTail
        bool wasHeld = volatileRead(store.held) != 0;
        unsigned entered = enter(store.word);
        bool isHeld = breaks("looked-for-too-early") ? wasHeld : volatileRead(store.held) != 0;
        if (isHeld && !breaks("held-moves"))
        {
            volatileWrite(store.word, entered);
            return;
        }

        store.fill(2, plainRead(store.first[1]), plainRead(store.second[1]));
        markDirty(store.word, entered);
        plainWrite(store.link, 2);
        volatileWrite(store.word, nextVersion(entered));
        store.giveBack(1);
    }
};

int main(int count, char** words)
{
    readArguments(count, words);
    return holds<Leaving>(100000) && holds<Moving>(50000) ? 0 : 1;
}
