using CacheCore.Tool.Platform;
using Microsoft.Extensions.Logging;

namespace CacheCore.Tool.Serve;

/// <summary>The store behind the server.</summary>
internal static class StorePlan
{
    /// <summary>Up to here handles reach every eight bytes, and items waste least.</summary>
    private const long ReachOfHandles = 32L << 30;

    /// <summary>What the process takes itself, and a thread of it: of the listener's, of the runtime's or of the store's.</summary>
    private const long AddressesOfProcess = 32L << 20;
    private const long AddressesOfThread = 8L << 20;
    private const int OtherThreads = 10;

    /// <summary>Makes it, for a limit that can be raised less far where the system has few addresses.</summary>
    /// <exception cref="RefusedException">The store does not take the options, or there is no room for it.</exception>
    public static CacheStore Make(ServeSettings settings, ILoggerFactory loggers, ILogger logger)
    {
        CacheCoreOptions options = Options(settings);
        long wish = options.MaxMemoryLimit;
        if (AddressSpace.Left() is { } left)
        {
            AddressSpace.BeThrifty();
            ThrowIfTooFew(left, settings);
            options.MaxMemoryLimit = AddressesOf(wish) > left / 2 ? 0 : wish;
        }

        CacheStore store = Make(settings, options, loggers);
        if (store.MaxMemoryLimit < wish)
        {
            logger.FewAddresses(store.MaxMemoryLimit >> 20);
        }

        return store;
    }

    private static CacheStore Make(ServeSettings settings, CacheCoreOptions options, ILoggerFactory loggers)
    {
        try
        {
            return new CacheStore(options, timeProvider: null, loggers);
        }
        catch (InsufficientMemoryException) when (options.MaxMemoryLimit != 0)
        {
            options.MaxMemoryLimit = 0; // as far as the store itself finds right
            return Make(settings, options, loggers);
        }
        catch (OutOfMemoryException failure)
        {
            throw new RefusedException(ExitCode.System, $"-m {settings.MemoryMebibytes}: {failure.Message}", failure);
        }
        catch (ArgumentException failure)
        {
            throw ServeOptionReader.Unusable(failure);
        }
    }

    /// <summary>The runtime ends the process, and says much about it, where it finds no addresses for a thread's stack; so there are some before anything begins.</summary>
    private static void ThrowIfTooFew(long left, ServeSettings settings)
    {
        long needed = AddressesOf(settings.MemoryMebibytes << 20) + AddressesOfProcess + ((settings.Listener.ThreadCount + OtherThreads) * AddressesOfThread);
        if (left < needed)
        {
            throw new RefusedException(
                ExitCode.System,
                $"-m {settings.MemoryMebibytes}: {needed >> 20} megabytes of addresses are needed, and the system has {left >> 20} for this process (ulimit -v)");
        }
    }

    /// <summary>What a limit takes with index and all else, a little generously.</summary>
    private static long AddressesOf(long limit) => limit + (limit / 16 * 9) + (4L << 20);

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
