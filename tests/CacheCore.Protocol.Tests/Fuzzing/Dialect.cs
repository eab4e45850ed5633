namespace CacheCore.Protocol.Tests.Fuzzing;

/// <summary>One direction of one protocol: what is sent in it, and who reads it.</summary>
/// <param name="Name">What its corpus is called.</param>
/// <param name="NewTrace">Makes who reads it.</param>
/// <param name="Messages">What was recorded of it.</param>
/// <param name="Least">How many different things the tests of every day meet at least.</param>
internal sealed record Dialect(string Name, Func<StreamTrace> NewTrace, byte[][] Messages, int Least)
{
    public static Dialect[] All =>
    [
        new("text-commands", static () => new TextTrace(), Recorded.Requests(isBinary: false), 80),
        new("binary-commands", static () => new BinaryTrace(), Recorded.Requests(isBinary: true), 40),
        new("text-replies", static () => new TextReplyTrace(), Recorded.Replies(isBinary: false), 80),
        new("binary-replies", static () => new BinaryReplyTrace(), Recorded.Replies(isBinary: true), 40),
    ];

    public override string ToString() => Name;
}
