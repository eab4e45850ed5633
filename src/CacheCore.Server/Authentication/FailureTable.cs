namespace CacheCore.Server.Authentication;

/// <summary>
/// When the bucket of each address that failed of late will be full. Bounded: an address has its place in one of many short rows, and where
/// a row is full it takes that of the one which would be forgotten soonest. Addresses are told apart by 64 bits that nobody outside can
/// choose, so none suffers for another. From any thread.
/// </summary>
public sealed class FailureTable
{
    private const int Rows = 1024;
    private const int PerRow = 4;

    private readonly Lock _lock = new();
    private readonly (ulong Host, long FullAt)[] _places = new (ulong, long)[Rows * PerRow];

    /// <summary>When the bucket of an address will be full; 0 = it has not failed of late.</summary>
    public long FullAt(ulong host)
    {
        lock (_lock)
        {
            foreach (ref readonly (ulong Host, long FullAt) place in RowOf(host))
            {
                if (place.Host == host)
                {
                    return place.FullAt;
                }
            }
        }

        return 0;
    }

    /// <summary>An address has failed.</summary>
    public void NoteFailure(ulong host, long now)
    {
        lock (_lock)
        {
            ref (ulong Host, long FullAt) place = ref PlaceFor(RowOf(host), host);
            place = (host, LoginThrottle.FullAfterFailure(place.Host == host ? place.FullAt : 0, now));
        }
    }

    private Span<(ulong Host, long FullAt)> RowOf(ulong host) => _places.AsSpan((int)(host % Rows) * PerRow, PerRow);

    private static ref (ulong Host, long FullAt) PlaceFor(Span<(ulong Host, long FullAt)> row, ulong host)
    {
        int best = 0;
        for (int i = 0; i < row.Length; i++)
        {
            if (row[i].Host == host)
            {
                return ref row[i];
            }

            best = row[i].FullAt < row[best].FullAt ? i : best;
        }

        return ref row[best];
    }
}
