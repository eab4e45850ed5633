using System.Globalization;
using System.Text;
using CacheCore.StressTests.Harness;

namespace CacheCore.Listener.Tests.Soak;

internal sealed class ClassicDialect(SoakWire wire) : SoakDialect(wire)
{
    private string _cas = "";

    protected override int Read(ReadOnlySpan<int> keys)
    {
        var line = new StringBuilder("gets");
        foreach (int key in keys)
        {
            _ = line.Append(CultureInfo.InvariantCulture, $" s:{key}");
        }

        Wire.Send(line.Append("\r\n").ToString());
        int hits = 0;
        for (string head = Wire.ReadLine(); head != "END"; head = Wire.ReadLine())
        {
            string[] words = head.Split(' ');
            Check.That(words is ["VALUE", ['s', ':', ..], "0", _, _], $"The server answers {head}, where a value was possible.");
            int key = int.Parse(words[1].AsSpan(2), CultureInfo.InvariantCulture);
            Check.That(keys.Contains(key), $"Key {key} comes, and was not asked for.");
            VerifyValue(key, int.Parse(words[3], CultureInfo.InvariantCulture), hasLineEnd: true);
            _cas = words[4];
            hits++;
        }

        return hits;
    }

    public override void Set(int key, ReadOnlySpan<byte> value, int ttl) => Expect(Store($"set s:{key} 0 {ttl} {value.Length}", value), "STORED");

    public override void Replace(int key, ReadOnlySpan<byte> value, int ttl)
    {
        if (Get([key]) == 1)
        {
            Expect(Store($"cas s:{key} 0 {ttl} {value.Length} {_cas}", value), "STORED", "EXISTS", "NOT_FOUND");
        }
    }

    public override void Delete(int key) => Expect(Wire.Ask($"delete s:{key}"), "DELETED", "NOT_FOUND");

    public override void Touch(int key, int ttl) => Expect(Wire.Ask($"touch s:{key} {ttl}"), "TOUCHED", "NOT_FOUND");

    public override void Count(int key, int ttl)
    {
        string answer = Wire.Ask($"incr n:{key} 1");
        if (answer == "NOT_FOUND")
        {
            Expect(Store($"add n:{key} 0 {ttl} 1", "1"u8), "STORED", "NOT_STORED");
            return;
        }

        ExpectNumber(answer);
    }

    private string Store(string line, ReadOnlySpan<byte> value)
    {
        Wire.Send(line + "\r\n");
        Wire.Send(value);
        Wire.Send("\r\n"u8);
        return Wire.ReadLine();
    }
}
