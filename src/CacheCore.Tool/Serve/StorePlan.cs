using CacheCore.Tool.CommandLine;
using Microsoft.Extensions.Logging;

namespace CacheCore.Tool.Serve;

/// <summary>The store behind the server.</summary>
internal static class StorePlan
{
    /// <summary>Up to here handles reach every eight bytes, and items waste least.</summary>
    private const long ReachOfHandles = 32L << 30;

    /// <summary>Makes it, for a limit that can be raised less far where the system has few addresses.</summary>
    /// <exception cref="RefusedException">The store does not take the options, or there is no room for it.</exception>
    public static CacheStore Make(ServeSettings settings, ILoggerFactory loggers, ILogger logger)
    {
        CacheCoreOptions options = Options(settings);
        try
        {
            return new CacheStore(options, timeProvider: null, loggers);
        }
        catch (InsufficientMemoryException)
        {
            options.MaxMemoryLimit = 0; // as far as the store itself finds right
        }
        catch (ArgumentException failure)
        {
            throw ServeOptionReader.Unusable(failure);
        }

        try
        {
            var store = new CacheStore(options, timeProvider: null, loggers);
            logger.FewAddresses(store.MaxMemoryLimit >> 20);
            return store;
        }
        catch (OutOfMemoryException failure)
        {
            throw new RefusedException(ExitCode.System, $"-m {settings.MemoryMebibytes}: {failure.Message}", failure);
        }
    }

    /// <summary>The limit can be raised while the server runs, as far as the machine's memory, or half as far again as it is now if that is more.</summary>
    internal static CacheCoreOptions Options(ServeSettings settings)
    {
        long limit = settings.MemoryMebibytes << 20;
        long machine = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return new CacheCoreOptions
        {
            MemoryLimit = limit,
            MaxMemoryLimit = Math.Max(limit, Math.Min(machine, ReachOfHandles)),
            MaxItemSize = settings.Listener.MaxItemSize,
            EvictionPolicy = settings.Policy,
            AllowEviction = settings.MayEvict,
            PageBalancing = settings.Balancing,
            HotPercent = settings.HotPercent,
            WarmPercent = settings.WarmPercent,
            HotMaxAgeFactor = settings.HotMaxFactor,
            WarmMaxAgeFactor = settings.WarmMaxFactor,
            TemporaryLifetime = settings.TemporarySeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            PinnedKeyPrefixes = [],
        };
    }
}
