namespace CacheCore.Tests;

/// <summary>
/// Waits for what only a collection brings about.
/// Never one collection alone: another thread may have had the target in hand for that moment.
/// </summary>
internal static class Garbage
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Collects until something is so; false: it never was.</summary>
    public static bool CollectUntil(Func<bool> isSo) => SpinWait.SpinUntil(() => Collect() && isSo(), Patience);

    private static bool Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return true;
    }
}
