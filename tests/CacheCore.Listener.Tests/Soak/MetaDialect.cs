using System.Globalization;
using System.Text;
using CacheCore.StressTests.Harness;

namespace CacheCore.Listener.Tests.Soak;

internal sealed class MetaDialect(SoakWire wire) : SoakDialect(wire)
{
    protected override int Read(ReadOnlySpan<int> keys)
    {
        var lines = new StringBuilder();
        foreach (int key in keys)
        {
            _ = lines.Append(CultureInfo.InvariantCulture, $"mg s:{key} k v q\r\n");
        }

        Wire.Send(lines.Append("mn\r\n").ToString());
        int hits = 0;
        for (string head = Wire.ReadLine(); head != "MN"; head = Wire.ReadLine())
        {
            string[] words = head.Split(' ');
            Check.That(words is ["VA", _, ['k', 's', ':', ..]], $"The server answers {head}, where a value was possible.");
            int key = int.Parse(words[2].AsSpan(3), CultureInfo.InvariantCulture);
            Check.That(keys.Contains(key), $"Key {key} comes, and was not asked for.");
            VerifyValue(key, int.Parse(words[1], CultureInfo.InvariantCulture), hasLineEnd: true);
            hits++;
        }

        return hits;
    }

    public override void Set(int key, ReadOnlySpan<byte> value, int ttl)
    {
        Wire.Send($"ms s:{key} {value.Length} T{ttl}\r\n");
        Wire.Send(value);
        Wire.Send("\r\n"u8);
        Expect(Wire.ReadLine(), "HD");
    }

    public override void Delete(int key) => Expect(Wire.Ask($"md s:{key}"), "HD", "NF");

    public override void Touch(int key, int ttl) => Expect(Wire.Ask($"mg s:{key} T{ttl}"), "HD", "EN");

    public override void Count(int key, int ttl) => Expect(Wire.Ask($"ma n:{key} N{ttl} J1"), "HD");
}
