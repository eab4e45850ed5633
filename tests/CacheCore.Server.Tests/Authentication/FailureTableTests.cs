using System.Net;
using CacheCore.Server.Authentication;

namespace CacheCore.Server.Tests.Authentication;

internal sealed class FailureTableTests
{
    [Test]
    public void Failures_are_held_against_their_own_address()
    {
        FailureTable table = new();
        table.NoteFailure(5, now: 1000);
        table.NoteFailure(5, now: 1000);

        Assert.That((table.FullAt(5), table.FullAt(6), table.FullAt(5 + 1024)), Is.EqualTo((3000, 0, 0)));
    }

    [Test]
    public void Where_there_is_no_room_whoever_failed_least_is_forgotten()
    {
        FailureTable table = new();
        for (ulong origin = 0; origin < 4; origin++)
        {
            for (ulong failure = 0; failure <= origin; failure++)
            {
                table.NoteFailure(origin * 1024, now: 1000);
            }
        }

        table.NoteFailure(4 * 1024, now: 1000);

        Assert.That(Enumerable.Range(0, 5).Select(one => table.FullAt((ulong)one * 1024)), Is.EqualTo((long[])[0, 3000, 4000, 5000, 2000]));
    }

    [TestCase("10.0.0.1", "10.0.0.1", true)]
    [TestCase("10.0.0.1", "10.0.0.2", false)]
    [TestCase("10.0.0.1", "::ffff:10.0.0.1", true)]
    [TestCase("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [TestCase("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    public void An_origin_is_an_address_or_a_network(string one, string other, bool areSame) =>
        Assert.That(
            RemoteHost.Of(new IPEndPoint(IPAddress.Parse(one), 1)) == RemoteHost.Of(new IPEndPoint(IPAddress.Parse(other), 2)),
            Is.EqualTo(areSame));
}
