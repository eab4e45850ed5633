using System.Buffers;
using System.Text;
using CacheCore.Listener.Executors;
using CacheCore.Listener.Verbs;
using CacheCore.Server;
using CacheCore.Server.Execution;
using CacheCore.Server.Sessions;

namespace CacheCore.Listener.Tests.Execution;

/// <summary>
/// A line of many keys is looked through once, however often it pauses and however it arrives: else who sends one would keep the server
/// busy for others. What need not be looked at again is spoilt here meanwhile.
/// </summary>
internal sealed class LongRetrievalTests
{
    private const int Keys = 2000;

    private CacheStore _store = null!;
    private ArrayBufferWriter<byte> _sent = null!;
    private ReplyBuffer _output = null!;
    private ClientExecutor _executor = null!;

    [SetUp]
    public void SetUp()
    {
        _store = new CacheStore(new CacheCoreOptions { BackgroundMaintenance = false });
        CommandContext context = new(_store, new MemcachedListenerOptions(), TimeProvider.System);
        _sent = new ArrayBufferWriter<byte>();
        _output = new ReplyBuffer(_sent);
        _executor = new ClientExecutor(
            new StoreExecutors(context, new InMemoryConnection(context)), new ClientSession(number: 1, _output), context.Limits,
            MemcachedProtocol.Text, gate: null);
    }

    [TearDown]
    public void TearDown() => _store.Dispose();

    [Test]
    public void One_that_pauses_is_not_read_again()
    {
        const int Length = 100_000;
        _store.Set("k", new byte[Length]);
        byte[] input = Encoding.ASCII.GetBytes($"mn\r\nget {string.Concat(Enumerable.Repeat("k ", Keys / 10))}\r\nmn\r\n");
        Assert.That(_executor.Execute(input, out int consumed), Is.EqualTo(ExecutionStatus.Paused));
        Assert.That(consumed, Is.EqualTo("mn\r\n".Length));

        input = input[consumed..];
        "xxx"u8.CopyTo(input);
        int pauses = 0;
        ExecutionStatus status;
        do
        {
            _output.Commit();
            status = _executor.Execute(input, out consumed);
            pauses++;
            input = input[consumed..];
        }
        while (status == ExecutionStatus.Paused);
        _output.Commit();

        Assert.That(status, Is.EqualTo(ExecutionStatus.NeedMore));
        Assert.That(input, Is.Empty);
        Assert.That(pauses, Is.GreaterThan(10));
        int reply = $"VALUE k 0 {Length}\r\n".Length + Length + 2;
        Assert.That(_sent.WrittenCount, Is.EqualTo(4 + (Keys / 10 * reply) + 5 + 4));
        Assert.That(Encoding.ASCII.GetString(_sent.WrittenSpan[^9..]), Is.EqualTo("END\r\nMN\r\n"));
    }

    [Test]
    public void One_that_arrives_in_pieces_is_looked_through_where_it_is_new()
    {
        byte[] input = Encoding.ASCII.GetBytes($"get {string.Concat(Enumerable.Repeat("k ", Keys))}\r\nmn\r\n");
        int arrived = Keys;
        Expect(input.AsSpan(0, arrived), ExecutionStatus.NeedMore, 0);
        Expect(input.AsSpan(0, arrived + Keys), ExecutionStatus.NeedMore, 0);

        input[10] = (byte)'\n';
        Expect(input.AsSpan(0, arrived + Keys + 1), ExecutionStatus.NeedMore, 0);

        input[10] = (byte)' ';
        Expect(input, ExecutionStatus.NeedMore, input.Length);
        _output.Commit();
        Assert.That(Encoding.ASCII.GetString(_sent.WrittenSpan), Is.EqualTo("END\r\nMN\r\n"));
    }

    private void Expect(ReadOnlySpan<byte> input, ExecutionStatus status, int consumed)
    {
        Assert.That(_executor.Execute(input, out int taken), Is.EqualTo(status));
        Assert.That(taken, Is.EqualTo(consumed));
    }
}
