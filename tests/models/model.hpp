// What the models share: .NET's memory operations in C++11's words, and the rules that one run breaks.
#pragma once
#include <cstring>
#include <iostream>
#include <relacy/relacy.hpp>   // behind the others: it makes words such as free its own

using Shared = rl::atomic<unsigned>;

inline unsigned volatileRead(Shared& shared) { return shared($).load(rl::mo_acquire); }
inline void volatileWrite(Shared& shared, unsigned value) { shared($).store(value, rl::mo_release); }
inline unsigned plainRead(Shared& shared) { return shared($).load(rl::mo_relaxed); }
inline void plainWrite(Shared& shared, unsigned value) { shared($).store(value, rl::mo_relaxed); }

inline void readBarrier() { rl::atomic_thread_fence(rl::mo_acquire, $); }     // Volatile.ReadBarrier
inline void writeBarrier() { rl::atomic_thread_fence(rl::mo_release, $); }    // Volatile.WriteBarrier
inline void memoryBarrier() { rl::atomic_thread_fence(rl::mo_seq_cst, $); }   // Interlocked.MemoryBarrier

// Interlocked.CompareExchange: true if the value was the one expected. A full fence as well.
inline bool compareExchange(Shared& shared, unsigned expected, unsigned value)
{
    memoryBarrier();
    bool swapped = shared($).compare_exchange_strong(expected, value, rl::mo_seq_cst);
    memoryBarrier();
    return swapped;
}

inline void interlockedAdd(Shared& shared, unsigned amount)
{
    memoryBarrier();
    shared($).fetch_add(amount, rl::mo_seq_cst);
    memoryBarrier();
}

inline void interlockedWrite(Shared& shared, unsigned value)
{
    memoryBarrier();
    shared($).exchange(value, rl::mo_seq_cst);
    memoryBarrier();
}

inline void wait() { rl::yield(1, $); }

// InnerLock: an interlocked step on entering and one on leaving.
inline void enterLock(Shared& lock)
{
    while (!compareExchange(lock, 0, 1))
    {
        wait();
    }
}

inline void exitLock(Shared& lock) { interlockedWrite(lock, 0); }

// The word of a bucket: version << 2 | DIRTY << 1 | LOCK.
const unsigned Lock = 1, Dirty = 2;
inline unsigned nextVersion(unsigned word) { return ((word >> 2) + 1) << 2; }
inline bool stillHolds(unsigned seen, unsigned later) { return ((seen ^ later) & ~Lock) == 0; }

inline void markDirty(Shared& word, unsigned entered)
{
    volatileWrite(word, entered | Lock | Dirty);
    writeBarrier();
}

inline bool tryEnter(Shared& word, unsigned& entered)
{
    entered = volatileRead(word);
    return !(entered & Lock) && compareExchange(word, entered, entered | Lock);
}

inline unsigned enter(Shared& word)
{
    unsigned entered;
    while (!tryEnter(word, entered))
    {
        wait();
    }

    return entered;
}

// The rules that this run breaks, as named on the command line.
static int brokenCount;
static char** brokenRules;

inline bool breaks(const char* rule)
{
    for (int index = 1; index < brokenCount; index++)
    {
        if (std::strcmp(brokenRules[index], rule) == 0)
        {
            return true;
        }
    }

    return false;
}

// Explores one suite; false: an assertion failed, at the execution that is printed. With the word "loud", all of that execution.
template<typename Suite>
bool holds(unsigned executions)
{
    std::ostream nowhere(nullptr);
    rl::test_params parameters;
    parameters.iteration_count = executions;
    parameters.output_stream = breaks("loud") ? &std::cout : &nowhere;
    parameters.progress_stream = &nowhere;
    bool held = rl::simulate<Suite>(parameters);
    if (!held)
    {
        std::cout << parameters.stop_iteration << std::endl;
    }

    return held;
}

inline void readArguments(int count, char** words)
{
    brokenCount = count;
    brokenRules = words;
}
