using System.Net;
using CacheCore.Access;
using CacheCore.Listener.Primitives;
using CacheCore.Listener.Verbs;
using CacheCore.Server;

namespace CacheCore.Listener.Administration;

/// <summary><c>stats settings</c>: memcached's names in its order.</summary>
internal sealed class SettingsReport(CommandContext context, IServerControl control)
{
    public IEnumerable<Statistic> List() => [.. Server(), .. Memory(), .. Lru(), .. Rest()];

    private IEnumerable<Statistic> Server()
    {
        MemcachedListenerOptions options = context.Options;
        yield return new("maxbytes", context.Store.MemoryLimit);
        yield return new("maxconns", options.MaxConnections);
        yield return new("tcpport", control.BoundEndpoints.OfType<IPEndPoint>().FirstOrDefault()?.Port ?? 0);
        yield return new("udpport", control.BoundUdpEndpoints.OfType<IPEndPoint>().FirstOrDefault()?.Port ?? 0);
        yield return new("inter", control.BoundEndpoints.OfType<IPEndPoint>().FirstOrDefault()?.Address.ToString() ?? "NULL");
        yield return new("verbosity", context.Settings.Verbosity);
        yield return new("oldest", 0);
        yield return Statistic.OnOff("evictions", context.Access.View.Settings.MayEvict);
        yield return new("domain_socket", options.Endpoints.FirstOrDefault(static one => one.UnixPath is not null)?.UnixPath ?? "NULL");
        yield return new("umask", Convert.ToString(
            (int)(options.Endpoints.FirstOrDefault(static one => one.UnixPath is not null)?.UnixMode ?? (UnixFileMode)0x1C0), 8));
        yield return Statistic.YesNo("shutdown_command", options.AllowShutdown);
        yield return new("growth_factor", options.GrowthFactor, "F2");
        yield return new("chunk_size", options.SmallestChunkSize - WireSizes.HeaderSize);
        yield return new("num_threads", options.ThreadCount);
        yield return new("num_threads_per_udp", control.BoundUdpEndpoints.Count > 0 ? 1 : 0);
        yield return new("stat_key_prefix", options.PrefixDelimiter.ToString());
        yield return Statistic.YesNo("detail_enabled", context.Prefixes.IsOn);
        yield return new("reqs_per_event", options.RequestsPerTurn);
        yield return Statistic.YesNo("cas_enabled", options.UseCas);
        yield return new("tcp_backlog", options.Backlog);
        yield return new(
            "binding_protocol",
            string.IsNullOrEmpty(options.SaslFile)
                ? NameOf(options.Endpoints.FirstOrDefault()?.Protocol ?? MemcachedProtocol.Auto)
                : "binary");
        yield return Statistic.YesNo("auth_enabled_sasl", !string.IsNullOrEmpty(options.SaslFile));
        yield return new("auth_enabled_ascii", string.IsNullOrEmpty(options.AuthFile) ? "no" : options.AuthFile);
        yield return new("item_size_max", options.MaxItemSize);
        yield return Statistic.YesNo("maxconns_fast", !options.WaitAtMaxConnections);
        yield return new("hashpower_init", context.Settings.HashPower);
    }

    private static string NameOf(MemcachedProtocol protocol) => protocol switch
    {
        MemcachedProtocol.Text => "ascii",
        MemcachedProtocol.Binary => "binary",
        _ => "auto-negotiate",
    };

    private IEnumerable<Statistic> Memory()
    {
        ServerSettings settings = context.Settings;
        yield return Statistic.YesNo("slab_reassign", settings.MayReassign);
        yield return new("slab_automove", (int)context.Store.PageBalancing);
        yield return new("slab_automove_ratio", settings.AutomoveRatio, "F2");
        yield return new("slab_automove_window", settings.AutomoveWindow);
        yield return new("slab_chunk_max", context.Options.LargestChunkSize);
        yield return Statistic.YesNo("lru_crawler", settings.IsCrawlerOn);
        yield return new("lru_crawler_sleep", settings.CrawlerSleep);
        yield return new("lru_crawler_tocrawl", settings.CrawlerToCrawl);
        yield return new("tail_repair_time", settings.TailRepairTime);
        yield return Statistic.YesNo("flush_enabled", context.Options.AllowFlush);
        yield return Statistic.YesNo("dump_enabled", context.Options.AllowDumps);
        yield return new("hash_algorithm", settings.HashAlgorithm);
    }

    private IEnumerable<Statistic> Lru()
    {
        SettingsView tunables = context.Access.View.Settings;
        yield return Statistic.YesNo("lru_maintainer_thread", context.Settings.HasMaintainer);
        yield return Statistic.YesNo("lru_segmented", tunables.HasSegments);
        yield return new("hot_lru_pct", tunables.HotPercent);
        yield return new("warm_lru_pct", tunables.WarmPercent);
        yield return new("hot_max_factor", tunables.HotMaxAgeFactor, "F2");
        yield return new("warm_max_factor", tunables.WarmMaxAgeFactor, "F2");
        yield return Statistic.YesNo("temp_lru", context.Store.TemporaryLifetime is not null);
        yield return new("temporary_ttl", (long)(context.Store.TemporaryLifetime?.TotalSeconds ?? 61));
        yield return new("idle_timeout", (long)(context.Options.IdleTimeout?.TotalSeconds ?? 0));
        yield return new("watcher_logbuf_size", context.Options.WatchBufferSize);
        yield return new("worker_logbuf_size", context.Settings.WorkerLogBufferSize);
        yield return new("read_buf_mem_limit", context.Options.ConnectionMemoryLimit);
        yield return Statistic.YesNo("track_sizes", context.Options.TrackSizes);
        yield return Statistic.YesNo("inline_ascii_response", false);
    }

    private IEnumerable<Statistic> Rest()
    {
        yield return new("ext_item_size", 512);
        yield return new("ext_item_age", uint.MaxValue);
        yield return new("ext_low_ttl", 0);
        yield return new("ext_recache_rate", 2000);
        yield return new("ext_wbuf_size", 4 << 20);
        yield return new("ext_compact_under", 0);
        yield return new("ext_drop_under", 0);
        yield return new("ext_max_sleep", 1000000);
        yield return new("ext_max_frag", 0.8, "F2");
        yield return new("slab_automove_freeratio", context.Settings.AutomoveFreeRatio, "F3");
        yield return Statistic.YesNo("ext_drop_unread", false);
        MemcachedTlsOptions? tls = context.Options.Tls;
        yield return Statistic.YesNo("ssl_enabled", tls is not null);
        yield return new("ssl_chain_cert", tls?.CertificateFile ?? "NULL");
        yield return new("ssl_key", tls?.KeyFile ?? "NULL");
        yield return new("ssl_verify_mode", (int)(tls?.ClientCertificates ?? MemcachedClientCertificates.None));
        yield return new("ssl_keyformat", 1);
        yield return new("ssl_ciphers", tls?.Ciphers ?? "NULL");
        yield return new("ssl_ca_cert", tls?.AuthorityFile ?? "NULL");
        yield return new("ssl_wbuf_size", context.Settings.TlsWriteBufferSize);
        yield return Statistic.YesNo("ssl_session_cache", tls?.AllowResume == true);
        yield return Statistic.YesNo("ssl_kernel_tls", context.Settings.UsesKernelTls);
        yield return new("ssl_min_version", tls?.RequireTls13 == true ? "tlsv1.3" : "tlsv1.2");
        yield return new("num_napi_ids", 0);
        yield return new("memory_file", "NULL");
        yield return new("client_flags_size", 4);
    }
}
