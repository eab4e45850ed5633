using CacheCore.Eviction;

namespace CacheCore.Tests.Eviction;

internal sealed class RecencyAlarmTests
{
    private const int Capacity = 200;

    private RecencyAlarm _alarm = null!;

    [SetUp]
    public void SetUp() => _alarm = new RecencyAlarm(Capacity);

    [Test]
    public void It_goes_once_recency_leads_by_a_twentieth_of_the_cache()
    {
        int reads = 1;
        while (!_alarm.Goes(byRecency: true, byRule: false))
        {
            reads++;
        }

        Assert.That(reads, Is.InRange(Capacity / 20, Capacity / 10));
    }

    [TestCase(true, true)]
    [TestCase(false, false)]
    [TestCase(false, true)]
    public void It_never_goes_where_the_rule_answers_as_much(bool byRecency, bool byRule)
    {
        for (int read = 0; read < 100_000; read++)
        {
            Assert.That(_alarm.Goes(byRecency, byRule), Is.False);
        }
    }

    [Test]
    public void A_lead_of_one_read_in_ten_never_adds_up()
    {
        for (int read = 0; read < 100_000; read++)
        {
            Assert.That(_alarm.Goes(byRecency: true, byRule: read % 10 != 0), Is.False);
        }
    }
}
