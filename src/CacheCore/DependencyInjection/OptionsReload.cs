using CacheCore.DistributedCache;
using CacheCore.Options;
using CacheCore.Primitives;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace CacheCore.DependencyInjection;

/// <summary>
/// Has a running cache follow its configuration: what may move moves, what cannot waits for the next start, and what is wrong is logged and
/// changes nothing. Ends with the container.
/// </summary>
/// <remarks>
/// Not by the options' own monitor: that one throws out of the configuration's reload, on a thread of nobody's, when an option is
/// wrong. And configuration may outlive the container, so it only knows this object weakly.
/// </remarks>
internal sealed class OptionsReload : IDisposable
{
    private readonly string _optionsName;
    private readonly IOptionsFactory<CacheCoreOptions> _factory;
    private readonly ILogger _logger;
    private readonly CacheStore _store;
    private readonly CacheCoreDistributedCache _adapter;
    private readonly Lock _lock = new();
    private readonly List<IDisposable> _watches = [];
    private readonly CacheCoreOptions _made;
    private CacheCoreOptions _inForce;    // guarded by _lock

    /// <param name="optionsName">The cache's options among those of the container.</param>
    /// <param name="made">What store and adapter were made with.</param>
    /// <param name="factory">Makes the options anew, and checks them.</param>
    /// <param name="store">Follows.</param>
    /// <param name="adapter">Follows.</param>
    /// <param name="logger">Is told what was done.</param>
    public OptionsReload(
        string optionsName,
        CacheCoreOptions made,
        IOptionsFactory<CacheCoreOptions> factory,
        CacheStore store,
        CacheCoreDistributedCache adapter,
        ILogger logger)
    {
        _optionsName = optionsName;
        _made = _inForce = made;
        _factory = factory;
        _store = store;
        _adapter = adapter;
        _logger = logger;
    }

    /// <summary>Looks at the options whenever a source says that it has changed.</summary>
    public void Watch(Func<IChangeToken> source) =>
        _watches.Add(ChangeToken.OnChange(source, static weak =>
        {
            if (weak.TryGetTarget(out OptionsReload? reload))
            {
                reload.Follow();
            }
        }, new WeakReference<OptionsReload>(this)));

    /// <summary>Looks at the options now.</summary>
    public void Follow()
    {
        lock (_lock)
        {
            try
            {
                FollowUnguarded(_factory.Create(_optionsName));
            }
            catch (ObjectDisposedException)
            {
                // Container or store have ended meanwhile; nobody is left who could follow.
            }
            catch (Exception failure)
            {
                // Whatever options are made from may throw, code of the application's among it; the caller is the
                // configuration's own reload.
                _logger.OptionsRefused(_store.Name, failure.Message);
            }
        }
    }

    public void Dispose()
    {
        foreach (IDisposable watch in _watches)
        {
            watch.Dispose();
        }
    }

    private void FollowUnguarded(CacheCoreOptions next)
    {
        string[] moved = OptionMoves.Apply(_inForce, next, _store, _adapter);
        string[] waiting = CacheCoreOptionsTable.All.Changed(_made, next, moving: false);
        _inForce = next;
        if (moved.Length > 0)
        {
            _logger.OptionsFollowed(_store.Name, string.Join(", ", moved));
        }

        if (waiting.Length > 0)
        {
            _logger.OptionsWait(_store.Name, string.Join(", ", waiting));
        }
    }
}
