// A bucket and its readers. One item of key 7 is rewritten in place by one thread and published anew by another, whose old chunk
// is freed and filled with another key's bytes at once, while a third reads. Then: a thread evicts the item and fills its chunk
// itself, with nothing but the queue's lock in between.
//
// holds: as-coded  no rule broken
// found: dirty-too-late                DIRTY is set before the first linked byte changes
// found: no-barrier-behind-dirty       Volatile.WriteBarrier behind DIRTY
// found: no-read-barrier               Volatile.ReadBarrier before the second look at the word
// found: copy-not-checked              a copy counts only if the word still holds after it
// found: version-stays                 every change moves the version
// found: freed-first                   memory is given back after the version moved
// found: class-lock-is-no-fence        the slab class's lock is entered by a full fence
// found: queue-lock-is-no-fence        an inner lock is left by a full fence
#include "model.hpp"

// Both halves of a value in each of two chunks: 7000 and more are our key's, 9000 and more another's.
struct Chunks
{
    Shared first[3], second[3];

    void start()
    {
        for (int chunk = 0; chunk < 3; chunk++)
        {
            plainWrite(first[chunk], 7000);
            plainWrite(second[chunk], 7000);
        }
    }

    void fill(unsigned chunk, unsigned one, unsigned other)
    {
        plainWrite(first[chunk], one);
        plainWrite(second[chunk], other);
    }
};

// ItemReads.TryRead: what a believed copy holds must be one value of our key.
inline void read(Shared& word, Shared& slot, Chunks& chunks)
{
    for (int attempt = 0; attempt < 2; attempt++)
    {
        unsigned seen = volatileRead(word);
        if (seen & Dirty)
        {
            continue;
        }

        unsigned chunk = volatileRead(slot);
        if (chunk == 0)
        {
            continue;
        }

        unsigned one = plainRead(chunks.first[chunk]), other = plainRead(chunks.second[chunk]);
        if (!breaks("no-read-barrier"))
        {
            readBarrier();
        }

        unsigned later = volatileRead(word);
        if (stillHolds(seen, later) || breaks("copy-not-checked"))
        {
            RL_ASSERT(one == other && one >= 7000 && one < 8000);
            return;
        }
    }
}

struct Writing : rl::test_suite<Writing, 3>
{
    Shared word, slot, classLock;
    Chunks chunks;

    void before()
    {
        plainWrite(word, 0);
        plainWrite(slot, 1);
        plainWrite(classLock, 0);
        chunks.start();
    }

    void thread(unsigned id)
    {
        id == 0 ? overwrite() : id == 1 ? publish() : read(word, slot, chunks);
    }

    void overwrite()
    {
        unsigned entered = enter(word);
        if (breaks("no-barrier-behind-dirty"))
        {
            volatileWrite(word, entered | Lock | Dirty);
        }
        else if (!breaks("dirty-too-late"))
        {
            markDirty(word, entered);
        }

        unsigned chunk = plainRead(slot);
        plainWrite(chunks.first[chunk], 7001);
        if (breaks("dirty-too-late"))
        {
            markDirty(word, entered);
        }

        plainWrite(chunks.second[chunk], 7001);
        volatileWrite(word, nextVersion(entered));
    }

    void publish()
    {
        chunks.fill(2, 7002, 7002);
        unsigned entered = enter(word);
        volatileWrite(slot, 2);
        if (breaks("freed-first"))
        {
            giveBack(1);
        }

        volatileWrite(word, breaks("version-stays") ? entered : nextVersion(entered));
        if (!breaks("freed-first"))
        {
            giveBack(1);
        }
    }

    // Gives a chunk back under the class's lock; whoever takes it fills it with another key's bytes.
    void giveBack(unsigned chunk)
    {
        if (breaks("class-lock-is-no-fence"))
        {
            unsigned expected = 0;
            while (!classLock($).compare_exchange_strong(expected, 1, rl::mo_relaxed))
            {
                expected = 0;
                wait();
            }
        }
        else
        {
            enterLock(classLock);
        }

        chunks.fill(chunk, 9000, 9001);
        exitLock(classLock);
    }
};

struct Evicting : rl::test_suite<Evicting, 2>
{
    Shared word, slot, queueLock;
    Chunks chunks;

    void before()
    {
        plainWrite(word, 0);
        plainWrite(slot, 1);
        plainWrite(queueLock, 0);
        chunks.start();
    }

    void thread(unsigned id)
    {
        id == 0 ? evict() : read(word, slot, chunks);
    }

    // Reclaimer.TryEvict, and ItemReserver.TryFill with what it got.
    void evict()
    {
        enterLock(queueLock);
        unsigned entered = enter(word);
        volatileWrite(slot, 0);
        volatileWrite(word, nextVersion(entered));
        if (breaks("queue-lock-is-no-fence"))
        {
            volatileWrite(queueLock, 0);
        }
        else
        {
            exitLock(queueLock);
        }

        chunks.fill(1, 9000, 9001);
    }
};

int main(int count, char** words)
{
    readArguments(count, words);
    return holds<Writing>(200000) && holds<Evicting>(20000) ? 0 : 1;
}
