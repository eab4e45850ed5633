using CacheCore.Protocol;

namespace CacheCore.Server.Execution;

/// <summary>
/// How commands of one protocol are read and what they mean, for a <see cref="BatchLoop{TDialect}"/>.
/// What a command leads to beyond its reply is told to the session.
/// </summary>
public interface IDialect
{
    /// <summary>Something has arrived. What is deferred here comes before the first command.</summary>
    void Begin();

    /// <summary>
    /// Reads commands into the batch and begins to fetch what they need.
    /// One whose value is still to come stands behind those that are counted.
    /// </summary>
    /// <param name="input">What has arrived.</param>
    /// <param name="ends">Where each command ends; as many are read as it has room for.</param>
    /// <param name="count">Commands that are here as a whole.</param>
    /// <returns>Why no more were read; a command = the batch is full.</returns>
    ParseStatus ReadAhead(ReadOnlySpan<byte> input, Span<int> ends, out int count);

    /// <summary>Carries out a command of the batch; false: it paused in its midst.</summary>
    /// <param name="index">The command.</param>
    /// <param name="input">What has arrived.</param>
    /// <param name="start">Where in it the command begins. If it pauses, the input will begin there when it resumes.</param>
    /// <param name="until">Where it ends.</param>
    bool TryExecute(int index, ReadOnlySpan<byte> input, int start, int until);

    /// <summary>Resumes a command that paused; false: it paused again.</summary>
    /// <param name="input">What has arrived, from the command's first byte on.</param>
    /// <param name="consumed">Its length once it is done; 0 = none had paused.</param>
    bool TryResume(ReadOnlySpan<byte> input, out int consumed);

    /// <summary>Where the value of a command begins whose value is still to come, and what there is to be taken of it.</summary>
    /// <param name="index">The command.</param>
    /// <param name="input">What has arrived.</param>
    /// <param name="value">The value.</param>
    /// <param name="isWanted">True: it will be stored, and is waited for as a whole. False: it is passed over.</param>
    int ValueOf(int index, ReadOnlySpan<byte> input, out ValueBlock value, out bool isWanted);

    /// <summary>False: what has come is not the end of a command that is longer than most, so there is nothing to be read anew.</summary>
    bool MayEnd(ReadOnlySpan<byte> added);

    /// <summary>
    /// There is no memory for a reply: answers so in its place; false: there are no words for that, and the connection ends.
    /// </summary>
    /// <param name="input">What has arrived, from the command's first byte on.</param>
    /// <param name="consumed">The command's length.</param>
    bool TryRefuse(ReadOnlySpan<byte> input, out int consumed);
}
