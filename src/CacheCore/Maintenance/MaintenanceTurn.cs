using System.Runtime.CompilerServices;
using CacheCore.Primitives;

namespace CacheCore.Maintenance;

/// <summary>
/// One store as the maintenance threads see it: what to call, and when it is due. Holds the store by a weak reference only, so that one
/// that was forgotten rather than disposed of can go. Whoever has it in hand runs it; what the threads decide by is guarded by their lock.
/// </summary>
/// <param name="bell">Ends a rest.</param>
/// <param name="target">
/// What is kept in order, given to <paramref name="round"/> and <paramref name="dueIn"/>, which must not capture it.
/// </param>
/// <param name="round">One round; returns how much it did.</param>
/// <param name="dueIn">Milliseconds until a round has something to do of which no ring will tell.</param>
internal sealed class MaintenanceTurn(Doorbell bell, object target, Func<object, int> round, Func<object, int> dueIn)
{
    private const int RestAfterFailureMilliseconds = 1000;

    private readonly WeakReference _target = new(target);
    private MaintenancePace _pace = MaintenancePace.Start;

    /// <summary>When the next round is due, by <see cref="Environment.TickCount64"/>, unless somebody rings.</summary>
    public long Due { get; private set; } = Environment.TickCount64 + MaintenancePace.ShortestMilliseconds;

    /// <summary>Who runs it now.</summary>
    public Thread? Holder { get; set; }

    /// <summary>True once nobody will run it again.</summary>
    public bool HasEnded { get; set; }

    /// <summary>When the next round is due at a moment, with what was rung for.</summary>
    public long DueAt(long now) => bell.HasRung ? Math.Min(Due, now) : Due;

    /// <summary>Works, and says when to come again; false: the store is gone.</summary>
    public bool TryRun()
    {
        bool rang = bell.Answer();
        try
        {
            return TryRun(rang);
        }
#pragma warning disable CA1031 // A round tells of its failures itself; what comes through here must not end the thread of all stores.
        catch (Exception)
#pragma warning restore CA1031
        {
            Due = Environment.TickCount64 + RestAfterFailureMilliseconds;
            return true;
        }
    }

    private bool TryRun(bool rang)
    {
        if (!TryAsk(round, out int done))
        {
            return false;
        }

        _pace = rang ? MaintenancePace.Start : _pace.After(done);
        if (_pace.IsResting)
        {
            bell.Await();
        }

        int due = int.MaxValue;
        if (_pace.NeedsPlan && !TryAsk(dueIn, out due))
        {
            return false;
        }

        Due = Environment.TickCount64 + _pace.SleepUntil(due);
        return true;
    }

    /// <summary>A frame of its own, so that nothing in the loop's keeps the target alive while the thread sleeps.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryAsk(Func<object, int> ask, out int answer)
    {
        object? target = _target.Target;
        answer = target is null ? 0 : ask(target);
        return target is not null;
    }
}
