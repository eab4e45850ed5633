using CacheCore.Maintenance;
using static CacheCore.Tests.CacheStoreTests.TestStore;

namespace CacheCore.Tests.CacheStoreTests;

/// <summary>Hundreds of stores in one process.</summary>
internal sealed class ManyStoresTests
{
    private const int Stores = 500;
    private const string Tasks = "/proc/self/task";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Test]
    public void They_share_their_threads_and_are_all_kept_in_order()
    {
        CacheStore[] stores =
            [.. Enumerable.Range(0, Stores).Select(static _ => new CacheStore(new CacheCoreOptions { MemoryLimit = 1 << 20 }))];
        foreach (CacheStore store in stores)
        {
            _ = store.Set("ends", [], ItemOptions.ExpiresAfter(TimeSpan.FromMilliseconds(1)));
            _ = store.Set("stays", Value(100));
        }

        Assert.That((MaintenanceThreads.Shared.Threads, CountThreads()), Is.EqualTo((MaintenanceThreads.Most, MaintenanceThreads.Most)));
        Assert.That(
            SpinWait.SpinUntil(() => Array.TrueForAll(stores, static store => store.GetStatistics().Items == 1), Patience),
            "Some are not crawled.");
        Array.ForEach(stores, static store => store.Dispose());
    }

    /// <summary>Those that the system knows of, where it tells.</summary>
    private static int CountThreads() => Directory.Exists(Tasks)
        ? Directory.EnumerateDirectories(Tasks).Count(static task => NameOf(task) == MaintenanceThreads.ThreadName)
        : MaintenanceThreads.Most;

    private static string NameOf(string task)
    {
        try
        {
            return File.ReadAllText($"{task}/comm").TrimEnd('\n');
        }
        catch (IOException)
        {
            return ""; // it has ended meanwhile
        }
    }
}
