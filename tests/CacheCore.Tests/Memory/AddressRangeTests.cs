using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using CacheCore.Memory;

namespace CacheCore.Tests.Memory;

[TestFixture(true)]
[TestFixture(false)]
public class AddressRangeTests(bool portable)
{
    private const int MiB = 1 << 20;
    private const long TiB = 1L << 40;

    private static readonly int SystemPage = Environment.SystemPageSize;

    [Test]
    public void StartIsAlignedAndLengthCoversWhatWasAsked(
        [Values(1, 4096, 3 * MiB + 5, 8 * MiB, 9 * MiB + 1)] long length, [Values] bool hugePages)
    {
        using AddressRange range = Reserve(length, hugePages);

        Assert.Multiple(() =>
        {
            Assert.That(range.Start % AddressRange.Alignment, Is.Zero);
            Assert.That(range.Length, Is.GreaterThanOrEqualTo(length).And.LessThan(length + AddressRange.Alignment));
            Assert.That(range.Length % SystemPage, Is.Zero);
        });
    }

    [Test]
    public void CommittedMemoryIsZeroAndKeepsWhatIsWritten([Values] bool hugePages)
    {
        using AddressRange range = Reserve(8 * MiB, hugePages);
        Assert.That(range.TryCommit(0, range.Length), Is.True);
        Assert.That(NonZeroBytes(range, 0, range.Length), Is.Zero);

        Fill(range, 0, range.Length, 0xA5);

        Assert.That(Only(0xA5, range, 0, range.Length), Is.True);
    }

    [Test]
    public void PartsAreCommittedOneByOne()
    {
        using AddressRange range = Reserve(4 * MiB);
        Assert.That(range.TryCommit(0, MiB), Is.True);
        Fill(range, 0, MiB, 1);

        Assert.That(range.TryCommit(MiB, MiB), Is.True);

        Assert.That(Only(1, range, 0, MiB), Is.True);
        Assert.That(NonZeroBytes(range, MiB, MiB), Is.Zero);
    }

    [Test]
    public void DiscardedPartIsZeroAndUsableAndItsNeighboursStay()
    {
        using AddressRange range = Committed(4 * MiB);
        Fill(range, 0, range.Length, 7);

        range.Discard(MiB, 2 * MiB);

        Assert.That(NonZeroBytes(range, MiB, 2 * MiB), Is.Zero);
        Assert.That(NonZeroBytes(range, 0, MiB), Is.EqualTo(MiB));
        Assert.That(NonZeroBytes(range, 3 * MiB, MiB), Is.EqualTo(MiB));

        Fill(range, MiB, 2 * MiB, 8);
        Assert.That(Only(8, range, MiB, 2 * MiB), Is.True);
    }

    [Test]
    [Platform("Linux")]
    [SupportedOSPlatform("linux")]
    public void DiscardGivesPhysicalMemoryBack([Values] bool hugePages)
    {
        Assume.That(portable, Is.False, "the fallback can't");
        using AddressRange range = Committed(16 * MiB, hugePages);
        Fill(range, 0, range.Length, 1);
        Assert.That(PresentPages(range), Is.EqualTo(range.Length / SystemPage));

        range.Discard(4 * MiB, 8 * MiB);

        Assert.That(PresentPages(range), Is.EqualTo(8 * MiB / SystemPage));
    }

    [Test]
    [Platform("Linux")]
    [SupportedOSPlatform("linux")]
    public void HugePagesAreUsedOnlyAsLongAsTheyAreWanted([Values] bool hugePages)
    {
        Assume.That(portable, Is.False, "the fallback has none");
        using AddressRange range = Committed(16 * MiB, hugePages);
        Assert.That(HasHugePages(range), Is.False, "nobody has asked yet");
        range.UseHugePages(true);
        bool had = HasHugePages(range);
        Assume.That(had, Is.EqualTo(hugePages), "the kernel has none");

        range.UseHugePages(false);
        Assert.That(HasHugePages(range), Is.False);
        Fill(range, 0, range.Length, 1);
        range.Discard(MiB, MiB);
        Assert.That(NonZeroBytes(range, 0, range.Length), Is.EqualTo(range.Length - MiB));
        range.UseHugePages(true);
        Assert.That(HasHugePages(range), Is.EqualTo(hugePages));
    }

    [Test]
    public void DisposedRangeIsStillReadableAndWritable()
    {
        AddressRange range = Committed(4 * MiB);
        Fill(range, 0, range.Length, 9);

        range.Dispose();
        range.Dispose();

        Assert.That(Only(0, range, 0, range.Length) || Only(9, range, 0, range.Length), Is.True);
        Fill(range, 0, range.Length, 3);
        Assert.That(Only(3, range, 0, range.Length), Is.True);
        GC.KeepAlive(range);
    }

    [Test]
    [Platform("Linux")]
    [SupportedOSPlatform("linux")]
    public void DisposeGivesAllPhysicalMemoryBack()
    {
        Assume.That(portable, Is.False, "the fallback can't");
        AddressRange range = Committed(16 * MiB);
        Fill(range, 0, range.Length, 1);

        range.Dispose();

        Assert.That(PresentPages(range), Is.Zero);
    }

    [Test]
    public void ReaderInsideADiscardedPartSeesOldBytesOrZeroes()
    {
        const int Rounds = 200;
        using AddressRange range = Committed(2 * MiB);
        byte[] copy = new byte[2 * MiB];
        int strange = 0;
        using ManualResetEventSlim reading = new();
        using CancellationTokenSource done = new();
        Thread reader = new(() =>
        {
            while (!done.IsCancellationRequested)
            {
                Marshal.Copy(range.Start, copy, 0, copy.Length);
                strange += copy.AsSpan().ContainsAnyExcept<byte>(0, 5) ? 1 : 0;
                reading.Set();
            }
        });
        reader.Start();
        reading.Wait();

        for (int round = 0; round < Rounds; round++)
        {
            Fill(range, 0, range.Length, 5);
            range.Discard(0, range.Length);
        }

        done.Cancel();
        reader.Join();
        Assert.That(strange, Is.Zero);
        Assert.That(NonZeroBytes(range, 0, range.Length), Is.Zero);
    }

    [Test]
    public void ATebibyteOfAddressesTakesNoMemory([Values] bool hugePages)
    {
        Assume.That(portable, Is.False, "the C heap may refuse");
        using Process process = Process.GetCurrentProcess();
        long before = process.WorkingSet64;

        using AddressRange range = Reserve(TiB, hugePages);
        foreach (long offset in (long[])[0, TiB / 2, TiB - SystemPage])
        {
            Assert.That(range.TryCommit(offset, SystemPage), Is.True);
            Fill(range, offset, SystemPage, 1);
            Assert.That(NonZeroBytes(range, offset, SystemPage), Is.EqualTo(SystemPage));
        }

        process.Refresh();
        Assert.That(process.WorkingSet64 - before, Is.LessThan(256L * MiB));
    }

    [Test]
    public void MoreAddressesThanThereAreIsRefusedByName()
    {
        InsufficientMemoryException? refusal = Assert.Throws<InsufficientMemoryException>(() => Reserve(1L << 55).Dispose());

        Assert.That(refusal!.Message, Does.Contain((1L << 55).ToString(CultureInfo.InvariantCulture)));
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(long.MaxValue)]
    public void LengthMustMakeSense(long length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Reserve(length).Dispose());

    [TestCase(-4096, 4096)]
    [TestCase(0, -4096)]
    [TestCase(0, 3 * MiB)]
    [TestCase(2 * MiB, 65536)]
    [TestCase(3 * MiB, 0)]
    [TestCase(4096, long.MaxValue)]
    public void PartsOutsideTheRangeAreRefused(long offset, long length)
    {
        using AddressRange range = Reserve(2 * MiB);

        Assert.Throws<ArgumentOutOfRangeException>(() => range.Discard(offset, length));
        Assert.Throws<ArgumentOutOfRangeException>(() => range.TryCommit(offset, length));
    }

    [TestCase(1, 65536)]
    [TestCase(65536, 1)]
    public void HalfPagesAreRefused(long offset, long length)
    {
        using AddressRange range = Reserve(2 * MiB);

        Assert.Throws<ArgumentException>(() => range.Discard(offset, length));
        Assert.Throws<ArgumentException>(() => range.TryCommit(offset, length));
    }

    [Test]
    [Platform("Linux")]
    [SupportedOSPlatform("linux")]
    public void OnlyTheFinalizerUnmaps()
    {
        const long Length = 256L * MiB;
        WeakReference tracked = ReserveAndDispose(Length, out nint start);

        Assert.That(Garbage.CollectUntil(() => !tracked.IsAlive));
        Assert.That(IsMapped(start, Length), Is.False);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]   // or a debug build keeps the range alive in our frame
    [SupportedOSPlatform("linux")]
    private WeakReference ReserveAndDispose(long length, out nint start)
    {
        AddressRange range = Reserve(length);
        start = range.Start;
        range.Dispose();
        Assert.That(IsMapped(start, length), Is.True);
        GC.KeepAlive(range);
        return new WeakReference(range, trackResurrection: true);
    }

    private AddressRange Reserve(long length, bool hugePages = false) =>
        portable ? AddressRange.ReservePortable(length) : AddressRange.Reserve(length, hugePages);

    private AddressRange Committed(long length, bool hugePages = false)
    {
        AddressRange range = Reserve(length, hugePages);
        Assert.That(range.TryCommit(0, range.Length), Is.True);
        return range;
    }

    private static void Fill(AddressRange range, long offset, long length, byte value)
    {
        byte[] bytes = new byte[length];
        bytes.AsSpan().Fill(value);
        Marshal.Copy(bytes, 0, (nint)(range.Start + offset), bytes.Length);
        GC.KeepAlive(range);
    }

    private static byte[] BytesOf(AddressRange range, long offset, long length)
    {
        byte[] bytes = new byte[length];
        Marshal.Copy((nint)(range.Start + offset), bytes, 0, bytes.Length);
        GC.KeepAlive(range);
        return bytes;
    }

    private static bool Only(byte value, AddressRange range, long offset, long length) =>
        !BytesOf(range, offset, length).AsSpan().ContainsAnyExcept(value);

    private static int NonZeroBytes(AddressRange range, long offset, long length) =>
        (int)length - BytesOf(range, offset, length).AsSpan().Count((byte)0);

    /// <summary>Pages of the range that physical memory stands behind: bit 63 of a page's word in pagemap.</summary>
    [SupportedOSPlatform("linux")]
    private static long PresentPages(AddressRange range)
    {
        byte[] words = new byte[range.Length / SystemPage * sizeof(ulong)];
        using (FileStream pagemap = new("/proc/self/pagemap", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0))
        {
            pagemap.Position = range.Start / SystemPage * sizeof(ulong);
            pagemap.ReadExactly(words);
        }

        long present = 0;
        for (int at = 0; at < words.Length; at += sizeof(ulong))
        {
            present += (long)(BinaryPrimitives.ReadUInt64LittleEndian(words.AsSpan(at)) >> 63);
        }

        GC.KeepAlive(range);
        return present;
    }

    /// <summary>Whether the kernel notes that huge pages are wanted for the mapping at the range's start.</summary>
    [SupportedOSPlatform("linux")]
    private static bool HasHugePages(AddressRange range)
    {
        string start = range.Start.ToString("x", CultureInfo.InvariantCulture) + "-";
        string flags = File.ReadLines("/proc/self/smaps")
            .SkipWhile(line => !line.StartsWith(start, StringComparison.Ordinal))
            .First(line => line.StartsWith("VmFlags:", StringComparison.Ordinal));
        return flags.Split(' ').Contains("hg");
    }

    /// <summary>Whether one mapping covers all of it; parts may have been handed out anew since.</summary>
    [SupportedOSPlatform("linux")]
    private static bool IsMapped(nint start, long length)
    {
        foreach (string line in File.ReadLines("/proc/self/maps"))
        {
            string[] ends = line[..line.IndexOf(' ', StringComparison.Ordinal)].Split('-');
            ulong low = ulong.Parse(ends[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);   // the last is above long
            ulong high = ulong.Parse(ends[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (low <= (ulong)start && (ulong)start + (ulong)length <= high)
            {
                return true;
            }
        }

        return false;
    }
}
