using System.Net.Sockets;
using CacheCore.Tool.Client;
using CacheCore.Tool.Platform;

namespace CacheCore.Tool.Tests.CommandLine;

internal sealed class FailureTests
{
    private static readonly object?[][] Failures =
    [
        [new RefusedException(67, "can't find the user"), 67, "can't find the user"],
        [new ClientException(69, "cache1", "does not answer"), 69, "cachecore: cache1: does not answer"],
        [new OutputException(isReaderGone: true, "Broken pipe"), 0, null],
        [new OutputException(isReaderGone: false, "No space left"), 74, "cachecore: standard output cannot be written to: No space left"],
        [new OperationCanceledException(), 130, null],
        [new AggregateException(new RefusedException(64, "no")), 64, "no"],
        [new TypeInitializationException("T", new IOException("gone")), 71, "cachecore: gone"],
        [new IOException("no\nmore"), 71, "cachecore: no more"],
        [new InsufficientMemoryException("too little"), 71, "cachecore: the system has no memory for that: too little"],
        [new UnauthorizedAccessException("not yours"), 71, "cachecore: not yours"],
        [
            new SocketException((int)SocketError.AddressAlreadyInUse),
            71,
            $"cachecore: {new SocketException((int)SocketError.AddressAlreadyInUse).Message}",
        ],
        [new ArgumentException("wrong", "key"), 70, "cachecore: a fault of its own, please report it: ArgumentException: wrong"],
        [new InvalidOperationException("odd"), 70, "cachecore: a fault of its own, please report it: InvalidOperationException: odd"],
    ];

    [TestCaseSource(nameof(Failures))]
    public void Whatever_ends_a_command_is_a_line_at_most_and_an_exit_code(Exception failure, int exitCode, string? line) =>
        Assert.That(Failure.Describe(failure), Is.EqualTo((exitCode, line)));

    [TestCase(true, true, true)]
    [TestCase(true, false, false)]
    [TestCase(false, true, false)]
    public void There_are_no_daemons_on_Windows(bool isWanted, bool isWindows, bool isRefused) => Assert.That(
        () => Daemon.ThrowIfUnavailable(isWanted, isWindows),
        isRefused ? Throws.TypeOf<RefusedException>().With.Property(nameof(RefusedException.ExitCode)).EqualTo(64) : Throws.Nothing);
}
