using CacheCore.Listener.Verbs;

namespace CacheCore.Listener.Administration;

/// <summary>What memcached leaves out of its statistics while that which it is about is off.</summary>
internal sealed class AbsentFigures(CommandContext context)
{
    /// <summary>False for a name that is left out now. In <c>stats items</c> a class and colons stand before it.</summary>
    public bool IsTold(Statistic one) => one.Name[(one.Name.LastIndexOf(':') + 1)..] switch
    {
        "rejected_connections" => !context.Options.WaitAtMaxConnections,
        "slab_reassign_rescues" or "slab_reassign_chunk_rescues" or "slab_reassign_inline_reclaim" or "slab_reassign_busy_items"
            or "slab_reassign_busy_deletes"
            or "slab_reassign_busy_nomem" or "slab_reassign_last_busy_status" or "slab_reassign_running" or "slabs_moved" =>
                context.Settings.MayReassign,
        "lru_crawler_running" or "lru_crawler_starts" => context.Settings.IsCrawlerOn,
        "lru_maintainer_juggles" or "evicted_active" or "moves_to_cold" or "moves_to_warm" or "moves_within_lru" or "direct_reclaims"
            or "lru_bumps_dropped"
            or "number_hot" or "number_warm" or "number_cold" or "number_temp" or "age_hot" or "age_warm"
            or "hits_to_hot" or "hits_to_warm" or "hits_to_cold" or "hits_to_temp" => context.Settings.HasMaintainer,
        _ => true,
    };
}
