using CacheCore.Primitives;
using Microsoft.Extensions.Logging;

namespace CacheCore.DistributedCache;

/// <summary>Warns of sets that were rejected, each reason at a pace of its own.</summary>
internal sealed class RejectedSetLog(ILogger logger, TimeProvider timeProvider, string cacheName)
{
    private readonly RejectionPace _keys = new(timeProvider);
    private readonly RejectionPace _items = new(timeProvider);
    private readonly RejectionPace _memory = new(timeProvider);

    /// <summary>Counts one rejected set, and says so if it is time.</summary>
    public void Report(in Rejection rejection)
    {
        if (!PaceOf(in rejection).Count(out long count))
        {
            return;
        }

        if (rejection.IsOfKey)
        {
            logger.KeyRejected(cacheName, count, rejection.KeyLength, rejection.LongestKey, new(rejection.PageSize));
        }
        else
        {
            logger.SetRejected(cacheName, count, rejection.Result, new(rejection.ValueLength), rejection.Option, rejection.Limit);
        }
    }

    private RejectionPace PaceOf(in Rejection rejection) =>
        rejection.IsOfKey ? _keys : rejection.Result == WriteResult.TooLarge ? _items : _memory;
}
