using CacheCore.Server.Connections;

namespace CacheCore.Server.Tests.Connections;

internal sealed class ConnectionQuotaTests
{
    [Test]
    public async Task Who_finds_no_room_is_turned_away()
    {
        ConnectionQuota room = new(limit: 1, waits: false);
        Assert.That((await room.EnterAsync(), await room.EnterAsync(), room.Open), Is.EqualTo((true, false, 2)));

        room.Leave();
        Assert.That(
            (await room.EnterAsync(), room.Figures.IsAccepting),
            Is.EqualTo((false, true)),
            "who is turned away counts until it has left");
        room.Leave();
        room.Leave();
        Assert.That(await room.EnterAsync());
    }

    [Test]
    public async Task Who_has_waited_longest_comes_in_next()
    {
        ConnectionQuota room = new(limit: 1, waits: true);
        Assert.That(await room.EnterAsync());
        Task<bool> second = room.EnterAsync().AsTask();
        Task<bool> third = room.EnterAsync().AsTask();
        Assert.That((second.IsCompleted, room.Open, room.Figures.IsAccepting, room.Figures.Pauses), Is.EqualTo((false, 1, false, 1)));

        room.Leave();
        Assert.That((await second, third.IsCompleted, room.Open), Is.EqualTo((true, false, 1)));
        room.Leave();
        Assert.That((await third, room.Figures.IsAccepting), Is.EqualTo((true, true)));
        room.Leave();
        Assert.That(room.Open, Is.Zero);
    }

    [Test]
    public async Task Nobody_comes_in_once_it_is_closed()
    {
        ConnectionQuota room = new(limit: 1, waits: true);
        Assert.That(await room.EnterAsync());
        Task<bool> waiting = room.EnterAsync().AsTask();
        room.Close();

        Assert.That((await waiting, await room.EnterAsync()), Is.EqualTo((false, false)));
    }
}
