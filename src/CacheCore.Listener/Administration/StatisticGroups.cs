using System.Reflection;
using System.Globalization;
using CacheCore.Access.Items;
using CacheCore.Listener.Verbs;
using CacheCore.Protocol.Administration;
using CacheCore.Protocol.Text;
using CacheCore.Server.Connections;
using CacheCore.Server.Counting;

namespace CacheCore.Listener.Administration;

/// <summary>The groups of statistics that are lists of names and values.</summary>
internal sealed class StatisticGroups(CommandContext context, IServerControl control)
{
    private const int SizeStep = 32;

    private readonly GeneralStatistics _general = new(context, control);
    private readonly SettingsReport _settings = new(context, control);
    private readonly ClassReports _classes = new(context);
    private readonly AbsentFigures _absent = new(context);

    /// <summary>Null: there is no such group.</summary>
    /// <param name="group">What was asked for.</param>
    /// <param name="words">In the client's words.</param>
    public IEnumerable<Statistic>? List(StatsGroup group, Words words) => group switch
    {
        StatsGroup.General => _general.List().Where(_absent.IsTold),
        StatsGroup.Settings => _settings.List(),
        StatsGroup.Items => _classes.Items().Where(_absent.IsTold),
        StatsGroup.Slabs => _classes.Slabs(),
        StatsGroup.Sizes => Sizes(),
        StatsGroup.Connections => Connections(),
        StatsGroup.Other when IsOwn(words) => Own(),
        _ => null,
    };

    /// <summary>Of the package, without what a build adds to tell commits apart.</summary>
    private static string LibraryVersion { get; } =
        (typeof(CacheStore).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "").Split('+')[0];

    /// <summary><c>stats cachecore</c>: what memcached has no name for.</summary>
    private IEnumerable<Statistic> Own()
    {
        CacheStatistics figures = context.Figures.Now;
        yield return new("cachecore_version", LibraryVersion);
        yield return new("eviction_policy", context.Access.View.Settings.Policy);
        yield return new("items", figures.Items);
        yield return new("stored_bytes", figures.StoredBytes);
        yield return new("memory_used", figures.MemoryUsed);
        yield return new("memory_limit", figures.MemoryLimit);
        yield return new("max_memory_limit", context.Store.MaxMemoryLimit);
        yield return new("index_bytes", figures.IndexBytes);
        yield return new("policy_bytes", figures.PolicyBytes);
        yield return new("page_size", context.Access.View.PageSize);
        yield return new("hits", figures.Hits);
        yield return new("misses", figures.Misses);
        yield return new("writes", figures.Writes);
        yield return new("removes", figures.Removes);
        yield return new("touches", figures.Touches);
        yield return new("evictions", figures.Evictions);
        yield return new("expirations", figures.Expirations);
        yield return new("rejected_too_large", figures.RejectedTooLarge);
        yield return new("rejected_out_of_memory", figures.RejectedOutOfMemory);
        yield return new("pinned_items", figures.PinnedItems);
        yield return new("pinned_bytes", figures.PinnedBytes);
        yield return new("notices_dropped", figures.NoticesDropped);
        yield return new("auth_delayed", context.Server[ServerCounter.LoginDelays]);
    }

    private static bool IsOwn(Words words)
    {
        Words.Enumerator word = words.GetEnumerator();
        return word.MoveNext() && word.Current.SequenceEqual("cachecore"u8);
    }

    private IEnumerable<Statistic> Sizes()
    {
        if (!context.Options.TrackSizes)
        {
            yield return new("sizes_status", "disabled");
            yield break;
        }

        SortedDictionary<long, long> counts = [];
        foreach (byte[] key in context.Store.EnumerateKeys())
        {
            if (context.TrySee(key, context.Access.Hash(key), out ItemSight item))
            {
                long size = context.Sizes.SizeOf(key, in item);
                long rounded = (size + SizeStep - 1) / SizeStep * SizeStep;
                counts[rounded] = counts.GetValueOrDefault(rounded) + 1;
            }
        }

        foreach ((long size, long count) in counts)
        {
            yield return new(size.ToString(CultureInfo.InvariantCulture), count);
        }
    }

    private IEnumerable<Statistic> Connections()
    {
        foreach (ConnectionDescription one in control.DescribeConnections())
        {
            string number = one.Number.ToString(CultureInfo.InvariantCulture);
            yield return new($"{number}:addr", one.Address);
            if (one.ListenAddress is not null)
            {
                yield return new($"{number}:listen_addr", one.ListenAddress);
            }

            yield return new($"{number}:state", one.State);
            yield return new($"{number}:secs_since_last_cmd", one.IdleSeconds);
        }
    }
}
