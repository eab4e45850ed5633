namespace CacheCore.StressTests.Harness;

/// <summary>
/// Lets a store's index grow and shrink all the time: items come until there are many and go until there are none, and buckets
/// that are too many are merged at once.
/// </summary>
internal sealed class Tide(CacheStore store, int firstKey, int items)
{
    private readonly byte[][] _keys = Keys.Many(items, first: firstKey);

    /// <summary>Adds both loops to a crew.</summary>
    public Crew JoinTo(Crew crew) => crew
        .Add(1, (_, _) =>
        {
            for (int turn = 0; crew.GoesOn; turn++)
            {
                RiseOrFall(crew, isRising: turn % 2 == 0);
            }
        })
        .AddLoop(1, (_, _) =>
        {
            if (!store.Parts.Memory.Index.TryShrink())
            {
                Thread.Yield();
            }
        });

    private void RiseOrFall(Crew crew, bool isRising)
    {
        for (int i = 0; i < _keys.Length && crew.GoesOn; i++)
        {
            if (isRising)
            {
                _ = store.Set(_keys[i], [1]);
            }
            else
            {
                _ = store.Remove(_keys[i]);
            }
        }
    }
}
