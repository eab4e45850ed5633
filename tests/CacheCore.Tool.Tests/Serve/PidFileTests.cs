using CacheCore.Tool.Serve;
using Microsoft.Extensions.Logging.Abstractions;

namespace CacheCore.Tool.Tests.Serve;

internal sealed class PidFileTests
{
    private string _folder = null!;

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory().FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void One_that_cannot_take_its_place_leaves_no_draft()
    {
        string taken = Path.Combine(_folder, "folder");
        _ = Directory.CreateDirectory(taken);

        Assert.That(PidFile.TryWrite(taken, NullLogger.Instance), Is.Null);
        Assert.That(Directory.GetFileSystemEntries(_folder), Is.EqualTo([taken]));
    }

    [Test]
    public void An_empty_path_is_none_that_could_be_written() => Assert.That(PidFile.TryWrite("", NullLogger.Instance), Is.Null);
}
