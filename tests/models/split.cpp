// Splits and merges of the index. One item of one key, always there: it moves from the source bucket to the new one, back, and over
// again, while a writer changes it in place and a reader looks for it. A reader must neither miss it nor take half of two values.
//
// holds: as-coded  no rule broken
// holds: source-not-dirty                        a margin of safety for the next one
// holds: new-left-first                          a margin of safety for the one before
// found: source-not-dirty new-left-first         a mover is not changed while readers of the source trust it
// found: published-last                          a bucket is published before the source loses the movers
// found: writer-forgets-growth                   a writer looks after locking whether its key still belongs to the bucket
// found: miss-forgets-growth                     a miss asks again how many buckets there are
// found: miss-under-lock                         a miss needs LOCK clear
// found: miss-looks-at-word-first                a miss looks at the number of buckets before the word
// found: merge-leaves-source-first               the last bucket has its next version before the source is left
// found: merged-left-open                        a bucket that does not live stays locked
// found: merged-keeps-version                    a merged bucket moves its version
#include "model.hpp"

const unsigned Source = 0, New = 1;

struct Splitting : rl::test_suite<Splitting, 3>
{
    Shared buckets;          // that live: 1 or 2
    Shared word[2], slot[2]; // 1: the item is in it
    Shared first, second;    // halves of its value

    void before()
    {
        plainWrite(buckets, 1);
        plainWrite(word[Source], 0);
        plainWrite(word[New], Lock);
        plainWrite(slot[Source], 1);
        plainWrite(slot[New], 0);
        plainWrite(first, 0);
        plainWrite(second, 0);
    }

    void thread(unsigned id)
    {
        if (id == 0)
        {
            split();
            merge();
            split();
        }
        else if (id == 1)
        {
            write(1);
            write(2);
        }
        else
        {
            read();
        }
    }

    // BucketSplitter.TrySplit
    void split()
    {
        unsigned source = enter(word[Source]);
        unsigned added = volatileRead(word[New]);
        volatileWrite(slot[New], 1);
        if (!breaks("published-last"))
        {
            volatileWrite(buckets, 2);
        }

        if (!breaks("source-not-dirty"))
        {
            markDirty(word[Source], source);
        }

        volatileWrite(slot[Source], 0);
        if (breaks("new-left-first"))
        {
            volatileWrite(word[New], nextVersion(added));
            volatileWrite(word[Source], nextVersion(source));
            return;
        }

        volatileWrite(word[Source], nextVersion(source));
        if (breaks("published-last"))
        {
            volatileWrite(buckets, 2);
        }

        volatileWrite(word[New], nextVersion(added));
    }

    // BucketMerger.TryMerge
    void merge()
    {
        unsigned source = enter(word[Source]);
        unsigned last = enter(word[New]);
        if (!breaks("source-not-dirty"))
        {
            markDirty(word[Source], source);
        }

        volatileWrite(slot[Source], 1);
        volatileWrite(slot[New], 0);
        volatileWrite(buckets, 1);
        unsigned merged = breaks("merged-keeps-version") ? last : nextVersion(last);
        unsigned left = breaks("merged-left-open") ? merged : merged | Lock;
        if (breaks("merge-leaves-source-first"))
        {
            volatileWrite(word[Source], nextVersion(source));
            volatileWrite(word[New], left);
            return;
        }

        volatileWrite(word[New], left);
        volatileWrite(word[Source], nextVersion(source));
    }

    unsigned home() { return volatileRead(buckets) - 1; }

    // ItemWrites.TryWriteInPlace
    void write(unsigned value)
    {
        unsigned bucket, entered;
        while (!tryEnterHome(bucket, entered))
        {
            wait();
        }

        RL_ASSERT(plainRead(slot[bucket]) == 1);
        markDirty(word[bucket], entered);
        plainWrite(first, value);
        plainWrite(second, value);
        volatileWrite(word[bucket], nextVersion(entered));
    }

    // HashIndex.TryEnter
    bool tryEnterHome(unsigned& bucket, unsigned& entered)
    {
        bucket = home();
        if (!tryEnter(word[bucket], entered))
        {
            return false;
        }

        if (home() != bucket && !breaks("writer-forgets-growth"))
        {
            volatileWrite(word[bucket], entered);
            return false;
        }

        return true;
    }

    // ItemReads.TryRead, and its miss
    void read()
    {
        for (int attempt = 0; attempt < 3; attempt++)
        {
            unsigned bucket = home();
            unsigned seen = volatileRead(word[bucket]);
            if (seen & Dirty)
            {
                continue;
            }

            if (volatileRead(slot[bucket]) == 1)
            {
                unsigned one = plainRead(first), other = plainRead(second);
                readBarrier();
                if (stillHolds(seen, volatileRead(word[bucket])))
                {
                    RL_ASSERT(one == other);
                    return;
                }

                continue;
            }

            RL_ASSERT(!isMiss(bucket, seen));
        }
    }

    bool isMiss(unsigned bucket, unsigned seen)
    {
        readBarrier();
        unsigned later = seen;
        if (breaks("miss-looks-at-word-first"))
        {
            later = volatileRead(word[bucket]);
            readBarrier();
        }

        bool belongs = home() == bucket || breaks("miss-forgets-growth");
        if (!breaks("miss-looks-at-word-first"))
        {
            readBarrier();
            later = volatileRead(word[bucket]);
        }

        return belongs && (breaks("miss-under-lock") ? stillHolds(seen, later) : later == seen && !(seen & Lock));
    }
};

int main(int count, char** words)
{
    readArguments(count, words);
    return holds<Splitting>(400000) ? 0 : 1;
}
