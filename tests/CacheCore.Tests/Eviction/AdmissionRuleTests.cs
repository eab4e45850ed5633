using CacheCore.Eviction;

namespace CacheCore.Tests.Eviction;

internal sealed class AdmissionRuleTests
{
    private static readonly AdmissionRule WithContest = new(0.1, HasContest: true, HasGhost: true);
    private static readonly AdmissionRule WithoutContest = new(0.1, HasContest: false, HasGhost: true);

    [TestCase(0, HotVerdict.Contest)]
    [TestCase(1, HotVerdict.GoRound)]
    [TestCase(2, HotVerdict.GoRound)]
    public void With_a_contest_a_hit_brings_another_round(int hits, object verdict) =>
        Assert.That(WithContest.AtHotTail(hits), Is.EqualTo(verdict));

    [TestCase(0, HotVerdict.Leave)]
    [TestCase(1, HotVerdict.Leave)]
    [TestCase(2, HotVerdict.ToCold)]
    public void Without_a_contest_two_hits_stay(int hits, object verdict) =>
        Assert.That(WithoutContest.AtHotTail(hits), Is.EqualTo(verdict));

    [TestCase(3, 2, false, true)]
    [TestCase(2, 2, false, false)]
    [TestCase(5, 9, true, false)]
    [TestCase(6, 9, true, true)]
    [TestCase(6, 9, false, false)]
    public void The_more_frequent_wins_and_a_frequent_loser_now_and_then(int newcomer, int victim, bool isLucky, bool wins) =>
        Assert.That(AdmissionRule.Wins(newcomer, victim, isLucky), Is.EqualTo(wins));
}
