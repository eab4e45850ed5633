using System.Diagnostics;
using CacheCore.Access.Values;
using CacheCore.Listener.Primitives;
using CacheCore.Listener.Statistics;
using CacheCore.Listener.Verbs;
using CacheCore.Server.Connections;
using CacheCore.Server.Counting;

namespace CacheCore.Listener.Administration;

/// <summary>
/// <c>stats</c>: memcached's names in its order.
/// What has no counterpart here, such as its buffers or the bump queue, is 0 for good; docs/listener.md lists it.
/// </summary>
internal sealed class GeneralStatistics(CommandContext context, IServerControl control)
{
    public IEnumerable<Statistic> List()
    {
        CacheStatistics now = context.Figures.Now;
        return [.. ProcessFigures(), .. ConnectionFigures(), .. CommandFigures(), .. ServerFigures(now), .. ItemFigures(now)];
    }

    private IEnumerable<Statistic> ProcessFigures()
    {
        using Process process = Process.GetCurrentProcess();
        yield return new("pid", Environment.ProcessId);
        yield return new("uptime", context.Time.UptimeSeconds);
        yield return new("time", context.Time.UtcNow.ToUnixTimeSeconds());
        yield return new("version", context.Options.Version);
        yield return new("libevent", "none");
        yield return new("pointer_size", 8 * IntPtr.Size);
        yield return new("rusage_user", process.UserProcessorTime.TotalSeconds, "F6");
        yield return new("rusage_system", process.PrivilegedProcessorTime.TotalSeconds, "F6");
    }

    private IEnumerable<Statistic> ConnectionFigures()
    {
        yield return new("max_connections", context.Options.MaxConnections);
        yield return new("curr_connections", control.ConnectionCount);
        yield return new("total_connections", context.Server[ServerCounter.Connections]);
        yield return new("rejected_connections", context.Server[ServerCounter.Rejected]);
        yield return new("connection_structures", control.ConnectionCount);
        yield return new("response_obj_oom", context.Memory.RefusedReplies);
        yield return new("response_obj_count", control.ConnectionCount);
        yield return new("response_obj_bytes", 0);
        yield return new("read_buf_count", control.ConnectionCount);
        yield return new("read_buf_bytes", context.Memory.Used);
        yield return new("read_buf_bytes_free", 0);
        yield return new("read_buf_oom", context.Memory.RefusedInputs);
        yield return new("reserved_fds", 0);
        if (control.SecondsSinceCertificates is { } seconds)
        {
            if (context.Options.Tls?.AllowResume == true)
            {
                yield return new("ssl_new_sessions", context.Server[ServerCounter.TlsSessions]);
            }

            yield return new("ssl_handshake_errors", context.Server[ServerCounter.FailedHandshakes]);
            yield return new("ssl_proto_errors", context.Server[ServerCounter.TlsBreaches]);
            yield return new("time_since_server_cert_refresh", seconds);
        }
    }

    private IEnumerable<Statistic> CommandFigures()
    {
        ListenerCounts counts = context.Counts;
        yield return new("cmd_get", counts[ListenerCounter.Gets]);
        yield return new("cmd_set", counts[ClassCounter.Sets]);
        yield return new("cmd_flush", counts[ListenerCounter.Flushes]);
        yield return new("cmd_touch", counts[ListenerCounter.Touches]);
        yield return new("cmd_meta", counts[ListenerCounter.Metas]);
        yield return new("get_hits", counts[ClassCounter.GetHits]);
        yield return new("get_misses", counts[ListenerCounter.GetMisses]);
        yield return new("get_expired", context.Figures.ExpiredWhenSought);
        yield return new("get_flushed", 0);
        yield return new("delete_misses", counts[ListenerCounter.DeleteMisses]);
        yield return new("delete_hits", counts[ClassCounter.DeleteHits]);
        yield return new("incr_misses", counts[ListenerCounter.IncrementMisses]);
        yield return new("incr_hits", counts[ClassCounter.IncrementHits]);
        yield return new("decr_misses", counts[ListenerCounter.DecrementMisses]);
        yield return new("decr_hits", counts[ClassCounter.DecrementHits]);
        yield return new("cas_misses", counts[ListenerCounter.CasMisses]);
        yield return new("cas_hits", counts[ClassCounter.CasHits]);
        yield return new("cas_badval", counts[ClassCounter.CasMismatches]);
        yield return new("touch_hits", counts[ClassCounter.TouchHits]);
        yield return new("touch_misses", counts[ListenerCounter.TouchMisses]);
        yield return new("store_too_large", counts[ListenerCounter.TooLarge]);
        yield return new("store_no_memory", counts[ListenerCounter.NoMemory]);
        yield return new("auth_cmds", context.Server[ServerCounter.Logins]);
        yield return new("auth_errors", context.Server[ServerCounter.LoginFailures]);
        if (context.Options.IdleTimeout is { Ticks: > 0 } || context.Options.Endpoints.Any(one => one.IdleTimeout is { Ticks: > 0 }))
        {
            yield return new("idle_kicks", context.Server[ServerCounter.IdleKicks]);
        }

        yield return new("bytes_read", context.Server[ServerCounter.BytesRead]);
        yield return new("bytes_written", context.Server[ServerCounter.BytesWritten]);
    }

    private IEnumerable<Statistic> ServerFigures(CacheStatistics now)
    {
        yield return new("limit_maxbytes", now.MemoryLimit);
        AcceptFigures accepting = control.Accepting;
        yield return new("accepting_conns", accepting.IsAccepting ? 1 : 0);
        yield return new("listen_disabled_num", accepting.Pauses);
        yield return new("time_in_listen_disabled_us", accepting.PausedMicroseconds);
        yield return new("threads", context.Options.ThreadCount);
        yield return new("conn_yields", context.Server[ServerCounter.Yields]);
        yield return new("hash_power_level", int.Log2((int)Math.Max(1, context.Access.View.Buckets)));
        yield return new("hash_bytes", now.IndexBytes);
        yield return new("hash_is_expanding", 0);
        yield return new("slab_reassign_rescues", now.PageMoveRescues);
        yield return new("slab_reassign_chunk_rescues", 0);
        yield return new("slab_reassign_inline_reclaim", 0);
        yield return new("slab_reassign_busy_items", 0);
        // nothing is thrown away because it is stuck: what leaves with a page is among the evictions
        yield return new("slab_reassign_busy_deletes", 0);
        yield return new("slab_reassign_busy_nomem", 0);
        yield return new("slab_reassign_last_busy_status", "none");
        yield return new("slab_reassign_running", 0);
        yield return new("slabs_moved", now.PagesTaken);
        yield return new("lru_crawler_running", 0);
        yield return new("lru_crawler_starts", now.CrawledPages);
        yield return new(
            "lru_maintainer_juggles",
            context.Figures[TallyFigure.MovedToCold] + context.Figures[TallyFigure.MovedToWarm] + context.Figures[TallyFigure.MovedToHot]);
        yield return new("malloc_fails", 0);
        yield return new("log_worker_dropped", 0);
        yield return new("log_worker_written", context.Watch.Logged);
        yield return new("log_watcher_skipped", context.Watch.Skipped);
        yield return new("log_watcher_sent", context.Watch.Sent);
        yield return new("log_watchers", context.Watch.Count);
        yield return new("unexpected_napi_ids", 0);
        yield return new("round_robin_fallback", 0);
    }

    private IEnumerable<Statistic> ItemFigures(CacheStatistics now)
    {
        StoreFigures figures = context.Figures;
        long counted = context.Counts[ClassCounter.IncrementHits] + context.Counts[ClassCounter.DecrementHits];
        yield return new("bytes", BytesOf(now));
        yield return new("curr_items", now.Items);
        yield return new("total_items", Math.Max(0, now.Writes + figures.WrittenExpired - counted));
        yield return new(
            "slab_global_page_pool", WireSizes.PagesOf((double)context.Access.View.HeldPages.Free * context.Access.View.PageSize));
        yield return new("expired_unfetched", figures[TallyFigure.ExpiredUnread]);
        yield return new("evicted_unfetched", figures[TallyFigure.EvictedUnread]);
        yield return new("evicted_active", 0);
        yield return new("evictions", figures[TallyFigure.Evictions]);
        yield return new("reclaimed", figures[TallyFigure.Reclaimed]);
        yield return new("crawler_reclaimed", figures[TallyFigure.Crawled]);
        yield return new("crawler_items_checked", figures[TallyFigure.Examined]);
        yield return new("lrutail_reflocked", 0);
        yield return new("moves_to_cold", figures[TallyFigure.MovedToCold]);
        yield return new("moves_to_warm", figures[TallyFigure.MovedToWarm]);
        yield return new("moves_within_lru", figures[TallyFigure.MovedToHot]);
        yield return new("direct_reclaims", figures[TallyFigure.Evictions]);
        yield return new("lru_bumps_dropped", 0);
    }

    /// <summary>
    /// What memcached would take for the items; where ours are so much leaner that this is more than they can take, what they do.
    /// </summary>
    private long BytesOf(CacheStatistics now) => Math.Min(now.StoredBytes + (now.Items * context.Sizes.Overhead), now.ItemBytes);
}
