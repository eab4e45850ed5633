using System.Buffers.Binary;
using System.IO.Compression;
using CacheCore.HitRate.Traces;

namespace CacheCore.HitRate.Tests.Traces;

internal sealed class TraceFileTests
{
    private const ulong Wide = 4_294_967_297;

    private string _folder = string.Empty;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("hit-rate-tests-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase("a.u32", false, null)]
    [TestCase("a.u32.gz", true, null)]
    [TestCase("a", false, TraceFormat.U32)]
    [TestCase("a.bin", true, null)]
    [TestCase("named-otherwise.u64", true, TraceFormat.U32)]
    public void Numbers_of_32_bits_are_read(string name, bool gzip, object? format)
    {
        Trace trace = TraceFile.Read(Write(name, Narrow(7, uint.MaxValue, 7, 9), gzip), (TraceFormat?)format);

        Assert.That(Joined(trace.Requests), Is.EqualTo("0 1 0 2"));
        Assert.That(Joined(trace.Numbers), Is.EqualTo("7 4294967295 9"));
        Assert.That(trace.Objects, Is.EqualTo(3));
    }

    [TestCase("a.u64", false, null)]
    [TestCase("a.u64.gz", true, null)]
    [TestCase("a", true, TraceFormat.U64)]
    public void Numbers_of_64_bits_are_read(string name, bool gzip, object? format)
    {
        Trace trace = TraceFile.Read(Write(name, Broad(1, Wide, ulong.MaxValue, Wide), gzip), (TraceFormat?)format);

        Assert.That(Joined(trace.Requests), Is.EqualTo("0 1 2 1"));
        Assert.That(Joined(trace.Numbers), Is.EqualTo("1 4294967297 18446744073709551615"));
    }

    [Test]
    public void More_requests_than_a_buffer_holds_are_all_read([Values] bool gzip)
    {
        uint[] numbers = [.. Enumerable.Range(0, 100_001).Select(place => (uint)(place % 977))];

        Trace trace = TraceFile.Read(Write("long.u32", Narrow(numbers), gzip));

        Assert.That(trace.Requests.Length, Is.EqualTo(numbers.Length));
        Assert.That(trace.Requests[^1], Is.EqualTo(100_000 % 977));
        Assert.That(trace.Objects, Is.EqualTo(977));
    }

    [Test]
    public void Gzip_of_several_parts_is_read_to_the_end()
    {
        string path = Write("first.u32.gz", Narrow(5, 6), gzip: true);
        byte[] second = File.ReadAllBytes(Write("second.u32.gz", Narrow(6, 7), gzip: true));
        File.AppendAllBytes(path, second);

        Assert.That(Joined(TraceFile.Read(path).Requests), Is.EqualTo("0 1 1 2"));
    }

    [TestCase("a.u32", "a")]
    [TestCase("a.b.u64.gz", "a.b")]
    [TestCase("a.bin", "a.bin")]
    public void A_trace_is_named_after_its_file(string file, string name) =>
        Assert.That(TraceFile.Read(Write(file, Broad(1), gzip: false)).Name, Is.EqualTo(name));

    [Test]
    public void A_request_that_is_cut_off_is_told([Values] bool gzip)
    {
        string path = Write("cut.u32", Narrow(1, 2, 3)[..^1], gzip);

        Assert.That(
            () => TraceFile.Read(path),
            Throws.TypeOf<InvalidDataException>()
                .With.Message.Contains("cut.u32")
                .And.Message.Contains("request 3")
                .And.Message.Contains("only 3"));
    }

    [TestCase(12)]
    [TestCase(1000)]
    [TestCase(1001)]
    [TestCase(1002)]
    [TestCase(1003)]
    [TestCase(-1)]
    [TestCase(-9)]
    public void Gzip_that_is_cut_off_is_told(int length)
    {
        string path = Write(
            "cut.u32.gz", Narrow([.. Enumerable.Range(0, 10_000).Select(place => (uint)(place * 2_654_435_761L))]), gzip: true);
        byte[] bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(length < 0 ? bytes.Length + length : length)]);

        Assert.That(() => TraceFile.Read(path), Throws.TypeOf<InvalidDataException>().With.Message.Contains("cut.u32.gz is not whole"));
    }

    [Test]
    public void A_changed_byte_in_gzip_is_told()
    {
        string path = Write(
            "changed.u32.gz", Narrow([.. Enumerable.Range(0, 10_000).Select(place => (uint)(place * 2_654_435_761L))]), gzip: true);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 0x55;
        File.WriteAllBytes(path, bytes);

        Assert.That(() => TraceFile.Read(path), Throws.TypeOf<InvalidDataException>().With.Message.Contains("changed.u32.gz"));
    }

    [Test]
    public void A_file_without_requests_is_told([Values] bool gzip)
    {
        string path = Write("empty.u32", [], gzip);

        Assert.That(() => TraceFile.Read(path), Throws.TypeOf<InvalidDataException>().With.Message.Contains("no requests"));
    }

    [Test]
    public void Of_a_folder_the_traces_are_listed_by_name()
    {
        string[] names = ["b.u64", "a.u32.gz", "README.md", "c.gz", "d.u32"];
        foreach (string name in names)
        {
            _ = Write(name, Broad(1), gzip: false);
        }

        Assert.That(string.Join(' ', TraceFile.In(_folder).Select(Path.GetFileName)), Is.EqualTo("a.u32.gz b.u64 d.u32"));
    }

    private static string Joined<T>(ReadOnlySpan<T> numbers) => string.Join(' ', numbers.ToArray());

    private string Write(string name, byte[] content, bool gzip)
    {
        string path = Path.Combine(_folder, name);
        using FileStream file = File.Create(path);
        using Stream target = gzip ? new GZipStream(file, CompressionLevel.Fastest) : file;
        target.Write(content);
        return path;
    }

    private static byte[] Narrow(params uint[] numbers)
    {
        byte[] bytes = new byte[numbers.Length * sizeof(uint)];
        for (int i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * sizeof(uint)), numbers[i]);
        }

        return bytes;
    }

    private static byte[] Broad(params ulong[] numbers)
    {
        byte[] bytes = new byte[numbers.Length * sizeof(ulong)];
        for (int i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * sizeof(ulong)), numbers[i]);
        }

        return bytes;
    }
}
