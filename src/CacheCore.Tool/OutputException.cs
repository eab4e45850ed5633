namespace CacheCore.Tool;

/// <summary>Standard output did not take what a command had to print: whatever follows would be for nothing.</summary>
/// <param name="isReaderGone">True: whoever read it has seen enough, as <c>head</c> has after some lines. That is no failure.</param>
/// <param name="reason">What the system said.</param>
/// <param name="cause">Where the platform said so; null = the system did.</param>
internal sealed class OutputException(bool isReaderGone, string reason, Exception? cause = null)
    : Exception($"standard output cannot be written to: {reason}", cause)
{
    public bool IsReaderGone { get; } = isReaderGone;
}
