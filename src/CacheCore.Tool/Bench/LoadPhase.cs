namespace CacheCore.Tool.Bench;

/// <summary>What all connections of a load look at: whether it counts already, and whether it is over.</summary>
internal sealed class LoadPhase
{
    private volatile bool _isCounting;
    private volatile bool _isOver;

    public bool IsCounting => _isCounting;

    public bool IsOver => _isOver;

    public void BeginCounting() => _isCounting = true;

    public void End()
    {
        _isCounting = false;
        _isOver = true;
    }
}
