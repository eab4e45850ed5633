using CacheCore.Tool.CommandLine;

namespace CacheCore.Tool.Tests.CommandLine;

internal sealed class OptionReaderTests
{
    private static readonly OptionSpec[] Specs =
    [
        new('p', "port", "num"), new('P', "pidfile", "file"), new('v', "verbose"), new('V', "version"), new('D', null, "char"),
    ];

    [TestCase("-p 1", "p=1")]
    [TestCase("-p1", "p=1")]
    [TestCase("-vvp 1", "v= v= p=1")]
    [TestCase("-vp1", "v= p=1")]
    [TestCase("--port 1", "p=1")]
    [TestCase("--port=1", "p=1")]
    [TestCase("--port=", "p=")]
    [TestCase("--po 1", "p=1")]
    [TestCase("-p -1", "p=-1")]
    [TestCase("word -v other", "v=")]
    [TestCase("-v -- -V", "v=")]
    [TestCase("- -v", "v=")]
    [TestCase("-D :", "D=:")]
    public void Options_are_taken_apart(string line, string expected) =>
        Assert.That(string.Join(' ', Read(line).Select(one => $"{one.Letter}={one.Argument}")), Is.EqualTo(expected));

    [TestCase("-x", "test: invalid option -- 'x'")]
    [TestCase("-vx", "test: invalid option -- 'x'")]
    [TestCase("-p", "test: option requires an argument -- 'p'")]
    [TestCase("--port", "test: option '--port' requires an argument")]
    [TestCase("--verbose=1", "test: option '--verbose' doesn't allow an argument")]
    [TestCase("--nothing", "test: unrecognized option '--nothing'")]
    [TestCase("--p 1", "test: option '--p' is ambiguous; possibilities: '--port' '--pidfile'")]
    [TestCase("--ver", "test: option '--ver' is ambiguous; possibilities: '--verbose' '--version'")]
    public void What_is_wrong_is_named(string line, string message) =>
        Assert.That(() => Read(line), Throws.TypeOf<RefusedException>().With.Message.EqualTo(message).And.Property("ExitCode").EqualTo(1));

    private static IReadOnlyList<GivenOption> Read(string line) => new OptionReader("test", Specs).Read(line.Split(' '));
}
