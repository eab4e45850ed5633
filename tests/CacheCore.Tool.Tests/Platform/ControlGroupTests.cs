using CacheCore.Tool.Platform;
using CacheCore.Tool.Serve;

namespace CacheCore.Tool.Tests.Platform;

internal sealed class ControlGroupTests
{
    private static readonly Dictionary<string, string> Files = new(StringComparer.Ordinal)
    {
        ["/sys/fs/cgroup/memory.max"] = "max\n",
        ["/sys/fs/cgroup/a.slice/memory.max"] = "1073741824\n",
        ["/sys/fs/cgroup/a.slice/b.service/memory.max"] = "max\n",
        ["/sys/fs/cgroup/a.slice/c.service/memory.max"] = "536870912\n",
        ["/sys/fs/cgroup/memory/memory.limit_in_bytes"] = "9223372036854771712\n",
        ["/sys/fs/cgroup/memory/docker/1f/memory.limit_in_bytes"] = "268435456\n",
    };

    [TestCase("", null)]
    [TestCase("0::/\n", null)]
    [TestCase("0::/a.slice/b.service\n", 1L << 30)]
    [TestCase("0::/a.slice/c.service\n", 512L << 20)]
    [TestCase("5:cpu:/docker/1f\n4:memory:/docker/1f\n0::/\n", 256L << 20)]
    [TestCase("5:cpu,memory:/none\n", 9223372036854771712)]
    public void The_lowest_limit_of_a_group_and_those_above_it_counts(string memberships, long? limit) =>
        Assert.That(ControlGroup.LimitIn(memberships, static path => Files.GetValueOrDefault(path)), Is.EqualTo(limit));

    [TestCase(1024, null, false)]
    [TestCase(1024, 2L << 30, false)]
    [TestCase(974, 1L << 30, false)]
    [TestCase(975, 1L << 30, true)]
    [TestCase(4096, 1L << 30, true)]
    public void A_limit_that_the_group_does_not_allow_is_said(long mebibytes, long? bound, bool isSaid) =>
        Assert.That(
            MemoryPlan.Problem(mebibytes, bound),
            isSaid ? Does.StartWith($"-m {mebibytes} is too much for the control group, which allows 1024 megabytes") : Is.Null);
}
