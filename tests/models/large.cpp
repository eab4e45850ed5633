// A large value and its readers, who copy it with no lock while others write to its bucket: where the bucket has changed they look the item up
// under the lock. Same chunk, same version, no part moved: what was copied stands. First a page mover moves the value's tail away, the
// chunk becomes another's, and the tail moves back to it. Then a writer lets the value go and puts a new one into the same chunks.
//
// holds: as-coded                  no rule broken
// found: moves-not-compared        a value is read again if any part of a large value has moved
// found: moved-first               a move is counted before the old chunk is free
// found: moves-read-too-late       the moves are read before the copy begins
// found: version-not-compared      the item has the version that it had
// found: copy-not-checked          a copy counts only if the item is linked still
// found: no-read-barrier           Volatile.ReadBarrier before the look
#include "model.hpp"

// One bucket with one slot, whose item has a head and a tail. The two halves of what lies in the tail's chunk are the value's bytes.
struct Store
{
    Shared word, slot, version, link, moves;
    Shared first[3], second[3];

    void start()
    {
        plainWrite(word, 0);
        plainWrite(slot, 1);
        plainWrite(version, 1);
        plainWrite(link, 1);
        plainWrite(moves, 0);
        fill(1, 7001, 7001);
        fill(2, 0, 0);
    }

    void fill(unsigned chunk, unsigned one, unsigned other)
    {
        plainWrite(first[chunk], one);
        plainWrite(second[chunk], other);
    }

    // LargeValueReads.TryCopy behind ItemReads.TryRead
    void read()
    {
        for (int attempt = 0; attempt < 2; attempt++)
        {
            unsigned seen = volatileRead(word);
            if (seen & Dirty || volatileRead(slot) == 0)
            {
                continue;
            }

            unsigned seenVersion = plainRead(version);
            readBarrier();
            if (!stillHolds(seen, volatileRead(word)))
            {
                continue;
            }

            unsigned seenMoves = volatileRead(moves);
            unsigned tail = plainRead(link);
            unsigned one = plainRead(first[tail]), other = plainRead(second[tail]);
            if (breaks("moves-read-too-late"))
            {
                seenMoves = volatileRead(moves);
            }

            if (isStillLinked(seen, seenVersion, seenMoves) || breaks("copy-not-checked"))
            {
                RL_ASSERT(one == other && one >= 7000 && one < 8000);
                return;
            }
        }
    }

    bool isStillLinked(unsigned seen, unsigned seenVersion, unsigned seenMoves)
    {
        if (!breaks("no-read-barrier"))
        {
            readBarrier();
        }

        if (stillHolds(seen, volatileRead(word)))
        {
            return true;
        }

        unsigned entered = enter(word);
        bool same = (plainRead(moves) == seenMoves || breaks("moves-not-compared"))
            && plainRead(slot) == 1
            && (plainRead(version) == seenVersion || breaks("version-not-compared"));
        volatileWrite(word, entered);
        return same;
    }
};

// The second thread reads; the suites are about what the first does meanwhile.
template<typename Suite>
struct ReadAmid : rl::test_suite<Suite, 2>
{
    Store store;

    void before() { store.start(); }

    void thread(unsigned id)
    {
        if (id == 1)
        {
            store.read();
        }
        else
        {
            static_cast<Suite*>(this)->change();
        }
    }
};

struct Moving : ReadAmid<Moving>
{
    void change()
    {
        move(1, 2);
        move(2, 1);
    }

    // ItemRescuer.TryMoveTail; then another takes the chunk, fills it, and leaves it.
    void move(unsigned from, unsigned to)
    {
        unsigned entered = enter(store.word);
        store.fill(to, plainRead(store.first[from]), plainRead(store.second[from]));
        markDirty(store.word, entered);
        plainWrite(store.link, to);
        if (!breaks("moved-first"))
        {
            interlockedAdd(store.moves, 1);
        }

        volatileWrite(store.word, nextVersion(entered));
        memoryBarrier();    // the lock of the chunk's class
        store.fill(from, 9000, 9001);
        if (breaks("moved-first"))
        {
            interlockedAdd(store.moves, 1);
        }
    }
};

struct Rewriting : ReadAmid<Rewriting>
{
    void change()
    {
        unsigned entered = enter(store.word);
        volatileWrite(store.slot, 0);
        volatileWrite(store.word, nextVersion(entered));
        memoryBarrier();    // the lock of the chunk's class
        plainWrite(store.version, 2);
        store.fill(1, 7002, 7002);
        entered = enter(store.word);
        volatileWrite(store.slot, 1);
        volatileWrite(store.word, nextVersion(entered));
    }
};

int main(int count, char** words)
{
    readArguments(count, words);
    return holds<Moving>(200000) && holds<Rewriting>(100000) ? 0 : 1;
}
