using System.Globalization;

namespace CacheCore.DependencyInjection;

/// <summary>
/// The names of the stores that containers of this process have made and that still live. Hosts that run side by side, as in tests, name
/// their caches alike; metrics and logs tell them apart by a number behind the name: <c>default</c>, <c>default#2</c>.
/// </summary>
internal static class StoreNames
{
    private static readonly Lock Gate = new();
    private static readonly List<Claim> Claims = [];    // guarded by Gate

    /// <summary>Takes a name, or that and a number where it is taken.</summary>
    public static Claim Take(string name)
    {
        lock (Gate)
        {
            Claims.RemoveAll(static claim => claim.IsOver);
            string free = name;
            for (int i = 2; Claims.Exists(claim => claim.Name == free); i++)
            {
                free = string.Create(CultureInfo.InvariantCulture, $"{name}#{i}");
            }

            Claim taken = new(free);
            Claims.Add(taken);
            return taken;
        }
    }

    /// <summary>A name that is a store's for as long as the store lives, or until it turns out that there will be none.</summary>
    public sealed class Claim(string name)
    {
        private WeakReference<CacheStore>? _store;
        private bool _isGivenUp;

        public string Name { get; } = name;

        /// <summary>True once the name is free again.</summary>
        public bool IsOver =>
            Volatile.Read(ref _isGivenUp)
            || (Volatile.Read(ref _store) is { } made && !(made.TryGetTarget(out CacheStore? store) && !store.IsDisposed));

        public void BelongsTo(CacheStore store) => Volatile.Write(ref _store, new(store));

        public void GiveUp() => Volatile.Write(ref _isGivenUp, true);
    }
}
