using CacheCore.Tool.Platform;
using Microsoft.Extensions.Logging;

namespace CacheCore.Tool.Serve;

/// <summary>The store behind the server.</summary>
internal static class ServedStore
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
        CacheCoreOptions options = settings.Store;
        long wish = options.MaxMemoryLimit = HighestLimit(options.MemoryLimit);
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

    /// <summary>
    /// The runtime ends the process, and says much about it, where it finds no addresses for a thread's stack; so there are some before
    /// anything begins.
    /// </summary>
    private static void ThrowIfTooFew(long left, ServeSettings settings)
    {
        int threads = settings.Listener.ThreadCount + OtherThreads;
        long needed = AddressesOf(settings.Store.MemoryLimit) + AddressesOfProcess + (threads * AddressesOfThread);
        if (left < needed)
        {
            throw new RefusedException(
                ExitCode.System,
                $"-m {settings.MemoryMebibytes}: {needed >> 20} megabytes of addresses are needed, "
                + $"and the system has {left >> 20} for this process (ulimit -v)");
        }
    }

    /// <summary>What a limit takes with index and all else, a little generously.</summary>
    private static long AddressesOf(long limit) => limit + (limit / 16 * 9) + (4L << 20);

    /// <summary>The limit can be raised while the server runs, as far as the machine's memory and handles of eight bytes reach.</summary>
    internal static long HighestLimit(long limit) =>
        Math.Max(limit, Math.Min(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, ReachOfHandles));
}
