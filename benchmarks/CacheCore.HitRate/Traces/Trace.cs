namespace CacheCore.HitRate.Traces;

/// <summary>
/// Requests in the order in which they were made. Objects go by ids, counted from 0 in the order of their first request, so that
/// tables by object are plain arrays; <see cref="Numbers"/> has what the file calls them.
/// </summary>
internal sealed class Trace
{
    private readonly int[] _requests;
    private readonly ulong[] _numbers;

    public Trace(string name, IEnumerable<ulong> numbers)
    {
        Name = name;
        Dictionary<ulong, int> ids = [];
        List<int> requests = [];
        foreach (ulong number in numbers)
        {
            if (!ids.TryGetValue(number, out int id))
            {
                id = ids.Count;
                ids.Add(number, id);
            }

            requests.Add(id);
        }

        _requests = [.. requests];
        _numbers = new ulong[ids.Count];
        foreach ((ulong number, int id) in ids)
        {
            _numbers[id] = number;
        }
    }

    public string Name { get; }

    /// <summary>The id of the object that each request asks for.</summary>
    public ReadOnlySpan<int> Requests => _requests;

    /// <summary>The file's number of each object, by its id.</summary>
    public ReadOnlySpan<ulong> Numbers => _numbers;

    /// <summary>How many different objects are asked for.</summary>
    public int Objects => _numbers.Length;

    public override string ToString() => Name;
}
