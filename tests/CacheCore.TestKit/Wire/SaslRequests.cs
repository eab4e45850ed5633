using System.Text;

namespace CacheCore.TestKit;

/// <summary>The requests of SASL, right and wrong.</summary>
internal static class SaslRequests
{
    private const byte List = 0x20;
    private const byte Authenticate = 0x21;
    private const byte Step = 0x22;

    private const string Right = "\0fred\0secret";
    private const string Wrong = "\0fred\0wrong";

    private static readonly byte[] NoOp = Bare(0x0A);

    public static byte[] Plain(string user, string password) => Ask(Authenticate, "PLAIN", $"\0{user}\0{password}");

    public static byte[] Bare(byte opcode) => RawFrame.Of(opcode, "", [], [], 7, 0);

    /// <summary>
    /// Conversations with a server that knows <c>fred</c> with the password <c>secret</c>; each on a connection of its
    /// own.
    /// </summary>
    public static IEnumerable<(string Name, byte[] Bytes)> Conversations()
    {
        yield return Talk("mechanisms", Bare(List));
        yield return Talk("a stranger gets nothing", RawFrame.Of(0x00, "k", [], [], 7, 0));
        yield return Talk("a stranger's quiet get is answered", RawFrame.Of(0x09, "k", [], [], 7, 0));
        yield return Talk("a stranger cannot quit", Bare(0x07));
        yield return Talk("a stranger's statistics", Bare(0x10));
        yield return Talk("a stranger's opcode that is none", RawFrame.Of(0x7F, "k", [], [], 7, 0));
        yield return Talk("a stranger's key that is too long", RawFrame.Of(0x00, new string('k', 251), [], [], 7, 0));
        yield return Talk("a stranger's value", RawFrame.Of(0x01, "k", new byte[8], new byte[100], 7, 0));
        yield return Talk(
            "right", Ask(Authenticate, "PLAIN", Right), NoOp, RawFrame.Of(0x01, "a", new byte[8], [1], 7, 0),
            RawFrame.Of(0x00, "a", [], [], 7, 0));
        yield return Talk("wrong", Ask(Authenticate, "PLAIN", Wrong), NoOp);
        yield return Talk("wrong, then right", Ask(Authenticate, "PLAIN", Wrong), Ask(Authenticate, "PLAIN", Right), NoOp);
        yield return Talk("small letters", Ask(Authenticate, "plain", Right), NoOp);
        yield return Talk("another mechanism", Ask(Authenticate, "FOO", Right));
        yield return Talk("asked for the data", Ask(Authenticate, "PLAIN", ""), Ask(Step, "PLAIN", Right), NoOp);
        yield return Talk(
            "asked for the data, wrong, then right", Ask(Authenticate, "PLAIN", ""), Ask(Step, "PLAIN", Wrong), Ask(Step, "PLAIN", Right),
            NoOp);
        yield return Talk("a step without a beginning", Ask(Step, "PLAIN", Right));
        yield return Talk("as oneself", Ask(Authenticate, "PLAIN", "fred\0fred\0secret"), NoOp);
        yield return Talk("as another", Ask(Authenticate, "PLAIN", "joe\0fred\0secret"), NoOp);
        yield return Talk("no zero", Ask(Authenticate, "PLAIN", "fredsecret"));
        yield return Talk("one zero", Ask(Authenticate, "PLAIN", "fred\0secret"));
        yield return Talk("three zeros", Ask(Authenticate, "PLAIN", Right + "\0"));
        yield return Talk("nobody", Ask(Authenticate, "PLAIN", "\0\0secret"));
        yield return Talk("no password", Ask(Authenticate, "PLAIN", "\0fred\0"));
        yield return Talk("a mechanism of 32 letters", Ask(Authenticate, new string('P', 32), Right));
        yield return Talk("a mechanism of 33 letters", Ask(Authenticate, new string('P', 33), Right));
        yield return Talk("no mechanism", Ask(Authenticate, "", Right));
        yield return Talk("extras", RawFrame.Of(Authenticate, "PLAIN", new byte[4], Encoding.Latin1.GetBytes(Right), 7, 0));
        yield return Talk("a list with a key", RawFrame.Of(List, "k", [], [], 7, 0));
        yield return Talk("much data", Ask(Authenticate, "PLAIN", "\0fred\0" + new string('x', 100_000)));
        yield return Talk("more data than an item may have", Ask(Authenticate, "PLAIN", "\0fred\0" + new string('x', 2_000_000)));
        yield return Talk("right twice", Ask(Authenticate, "PLAIN", Right), Ask(Authenticate, "PLAIN", Right), NoOp);
        yield return Talk("right, then wrong", Ask(Authenticate, "PLAIN", Right), Ask(Authenticate, "PLAIN", Wrong), NoOp);
        yield return Talk("right, then a list", Ask(Authenticate, "PLAIN", Right), Bare(List), NoOp);
    }

    /// <summary>Whoever is still there quits, which closes a stranger's connection as well: so each conversation has an end.</summary>
    private static (string Name, byte[] Bytes) Talk(string name, params byte[][] requests) =>
        (name, [.. requests.SelectMany(static one => one), .. Bare(0x07)]);

    private static byte[] Ask(byte opcode, string mechanism, string data) =>
        RawFrame.Of(opcode, mechanism, [], Encoding.Latin1.GetBytes(data), 7, 0);
}
