using CacheCore.Eviction;

namespace CacheCore.Tests.Eviction;

internal sealed class AdmissionRuleTests
{
    private static readonly AdmissionRule WithContest = new(0.1, HotExit.Contest, HasGhost: true);
    private static readonly AdmissionRule WithoutContest = new(0.1, HotExit.Hits, HasGhost: true);
    private static readonly AdmissionRule Recency = new(0.5, HotExit.Age, HasGhost: false);

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

    [TestCase(0, HotVerdict.ToCold)]
    [TestCase(1, HotVerdict.ToCold)]
    [TestCase(2, HotVerdict.ToWarm)]
    public void By_recency_nobody_leaves_from_hot_and_two_hits_stay_longer(int hits, object verdict) =>
        Assert.That(Recency.AtHotTail(hits), Is.EqualTo(verdict));

    [TestCase(0, LruMove.ToCold, LruMove.ToCold, LruMove.ToCold)]
    [TestCase(1, LruMove.ToHot, LruMove.ToHot, LruMove.ToCold)]
    [TestCase(2, LruMove.ToHot, LruMove.ToHot, LruMove.ToWarm)]
    public void With_room_nobody_leaves(int hits, object withContest, object withoutContest, object byRecency) =>
        Assert.That(
            (WithContest.AtHotTailWithRoom(hits), WithoutContest.AtHotTailWithRoom(hits), Recency.AtHotTailWithRoom(hits)),
            Is.EqualTo(((LruMove)withContest, (LruMove)withoutContest, (LruMove)byRecency)));

    [Test]
    public void A_cache_begins_with_recency_and_no_other_rule_judges_the_last_tenth()
    {
        Assert.That(AdmissionSetting.First.Rule.IsRecency);
        Assert.That(AdmissionRule.All.Select(rule => rule.HotShare), Is.All.AtLeast(0.1));
    }

    [TestCase(3, 2, false, true)]
    [TestCase(2, 2, false, false)]
    [TestCase(5, 9, true, false)]
    [TestCase(6, 9, true, true)]
    [TestCase(6, 9, false, false)]
    public void The_more_frequent_wins_and_a_frequent_loser_now_and_then(int newcomer, int victim, bool isLucky, bool wins) =>
        Assert.That(AdmissionRule.Wins(newcomer, victim, isLucky), Is.EqualTo(wins));
}
