using System.Buffers;
using System.Net;
using System.Text;
using CacheCore.Listener.Administration;
using CacheCore.Listener.Executors;
using CacheCore.Listener.Verbs;
using CacheCore.Server;
using CacheCore.Server.Connections;
using CacheCore.Server.Execution;
using CacheCore.Server.Sessions;

namespace CacheCore.Listener.Tests.Execution;

/// <summary>In the steady state no request allocates, transport aside.</summary>
[NonParallelizable]
internal sealed class AllocationTests : IServerControl
{
    private const int Rounds = 2000;

    public int ConnectionCount => 1;

    public IReadOnlyList<EndPoint> BoundEndpoints => [];

    public IReadOnlyList<EndPoint> BoundUdpEndpoints => [];

    private static IEnumerable<TestCaseData> Requests()
    {
        yield return Text("get key\r\n", "get");
        yield return Text("get missing\r\n", "miss");
        yield return Text("gets key flagged\r\n", "gets");
        yield return Text(string.Concat(Enumerable.Repeat("get key\r\n", 50)), "pipelined get");
        yield return Text("get" + string.Concat(Enumerable.Repeat(" key", 60)) + "\r\n", "multiget");
        yield return Text("set key 0 0 5\r\nhello\r\n", "set");
        yield return Text("set flagged 7 100 5\r\nhello\r\n", "set with flags and time");
        yield return Text("mg key v t f c k\r\n", "mg");
        yield return Text("mg key t\r\n", "mg without value");
        yield return Text("mg a2V5 b v k\r\n", "mg base64");
        yield return Text("ms key 5 c T100\r\nhello\r\n", "ms");
        yield return Text("ma number v\r\n", "ma");
        yield return Text("incr number 1\r\n", "incr");
        yield return Text("gat 100 key\r\n", "gat");
        yield return Text("touch key 100\r\n", "touch");
        yield return Text("add key 0 0 1\r\nx\r\n", "add refused");
        yield return new TestCaseData(RawFrame.Of(0x00, "key", [], [], 1, 0)).SetArgDisplayNames("binary get");
        yield return new TestCaseData(RawFrame.Of(0x01, "key", new byte[8], "hello"u8.ToArray(), 1, 0)).SetArgDisplayNames("binary set");

        static TestCaseData Text(string text, string name) => new TestCaseData(Encoding.ASCII.GetBytes(text)).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Requests))]
    public void A_request_allocates_nothing(byte[] request)
    {
        using CacheStore store = new(new CacheCoreOptions { BackgroundMaintenance = false });
        CommandContext context = new(store, new MemcachedListenerOptions(), TimeProvider.System);
        FixedOutput sent = new();
        ReplyBuffer output = new(sent);
        ClientExecutor executor = new(
            new StoreExecutors(context, this), new ClientSession(1, output), context.Limits, MemcachedProtocol.Auto, gate: null);
        store.Set("key", "hello"u8);
        store.Set("flagged", "hello"u8, new ItemOptions { Flags = 7 });
        store.Set("number", "1000000"u8);

        Run(Rounds);

        // Of several rounds the least: the runtime allocates now and then on its own account, such as for a lock that is
        // contended for the first time.
        Assert.That(Enumerable.Range(0, 5).Min(_ => AllocatedBy(Rounds)), Is.Zero);

        long AllocatedBy(int rounds)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Run(rounds);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        void Run(int rounds)
        {
            for (int i = 0; i < rounds; i++)
            {
                _ = executor.Execute(request, out int consumed);
                output.Commit();
                if (consumed != request.Length)
                {
                    throw new InvalidOperationException("The request was not carried out as a whole.");
                }
            }
        }
    }

    public IReadOnlyList<ConnectionDescription> DescribeConnections() => [];

    AcceptFigures IServerControl.Accepting => default;

    long? IServerControl.SecondsSinceCertificates => null;

    string? IServerControl.TryReloadCertificates() => null;

    public void RequestShutdown(bool isGraceful)
    {
    }

    private sealed class FixedOutput : IBufferWriter<byte>
    {
        private readonly byte[] _memory = new byte[1 << 20];

        public void Advance(int count)
        {
        }

        public Memory<byte> GetMemory(int sizeHint = 0) => _memory;

        public Span<byte> GetSpan(int sizeHint = 0) => _memory;
    }
}
