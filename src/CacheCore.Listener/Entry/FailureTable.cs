namespace CacheCore.Listener.Entry;

/// <summary>
/// When the bucket of each address that failed of late will be full. Bounded: an address has its place in one of many short rows, and where
/// a row is full it takes that of the one which would be forgotten soonest. Addresses are told apart by 64 bits that nobody outside can
/// choose, so none suffers for another. From any thread.
/// </summary>
internal sealed class FailureTable
{
    private const int Rows = 1024;
    private const int PerRow = 4;

    private readonly Lock _lock = new();
    private readonly (ulong Origin, long FullAt)[] _places = new (ulong, long)[Rows * PerRow];

    /// <summary>When the bucket of an address will be full; 0 = it has not failed of late.</summary>
    public long FullAt(ulong origin)
    {
        lock (_lock)
        {
            foreach (ref readonly (ulong Origin, long FullAt) place in RowOf(origin))
            {
                if (place.Origin == origin)
                {
                    return place.FullAt;
                }
            }
        }

        return 0;
    }

    public void NoteFailure(ulong origin, long now)
    {
        lock (_lock)
        {
            ref (ulong Origin, long FullAt) place = ref PlaceFor(RowOf(origin), origin);
            place = (origin, AttemptPolicy.FullAfterFailure(place.Origin == origin ? place.FullAt : 0, now));
        }
    }

    private Span<(ulong Origin, long FullAt)> RowOf(ulong origin) => _places.AsSpan((int)(origin % Rows) * PerRow, PerRow);

    private static ref (ulong Origin, long FullAt) PlaceFor(Span<(ulong Origin, long FullAt)> row, ulong origin)
    {
        int best = 0;
        for (int i = 0; i < row.Length; i++)
        {
            if (row[i].Origin == origin)
            {
                return ref row[i];
            }

            best = row[i].FullAt < row[best].FullAt ? i : best;
        }

        return ref row[best];
    }
}
