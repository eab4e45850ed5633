using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace CacheCore.TestKit;

/// <summary>
/// The values of a soak: of all sizes up to the largest that a server takes, each with its key, its writer and its deadline in
/// it.
/// </summary>
internal static class SoakValues
{
    public const int Largest = 1_000_000;

    /// <summary>Every so many-th key is touched now and then, so its values do not know when they end.</summary>
    private const int TouchedEvery = 8;

    /// <summary>
    /// Milliseconds by which a value may outlive its deadline, which is reckoned before it is sent: that may have to wait for a
    /// processor.
    /// </summary>
    private const long Slack = 10_000;

    public static byte[] KeyOf(int key) => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"s:{key}"));

    /// <summary>The number of a key; fails if it is none of the soak's.</summary>
    public static int NumberOf(ReadOnlySpan<byte> key)
    {
        bool isKey = key.StartsWith("s:"u8) & Utf8Parser.TryParse(key.TrimStart("s:"u8), out int number, out _);
        Check.That(isKey, $"A key {EscapedBytes.Format(key)}, which nobody asked for.");
        return number;
    }

    public static bool IsTouched(int key) => key % TouchedEvery == 0;

    /// <summary>Most are small, most bytes are in large ones.</summary>
    public static int Size(Random random) => random.Next(1000) switch
    {
        < 700 => Between(random, 10, 1_000),
        < 950 => Between(random, 1_000, 16_000),
        < 995 => Between(random, 16_000, 200_000),
        _ => Between(random, 200_000, Largest),
    };

    /// <summary>Seconds; 0 = for ever.</summary>
    public static int TimeToLive(Random random) => random.Next(10) switch { < 5 => 0, 5 => 1 + random.Next(3), _ => 4 + random.Next(57) };

    public static void Write(Span<byte> value, int key, int writer, long sequence, int ttl)
    {
        long deadline = ttl == 0 || IsTouched(key) ? 0 : Environment.TickCount64 + (ttl * 1000L);
        Payload.Write(value, new Stamp(key, writer, sequence, deadline));
    }

    /// <summary>Fails unless these are bytes that were written for the key, and its time was not over when it was asked for.</summary>
    public static void Verify(ReadOnlySpan<byte> value, int key, long asked)
    {
        Stamp stamp = Payload.Verify(value, key);
        Check.That(
            stamp.Deadline == 0 || asked <= stamp.Deadline + Slack, $"Key {key}: asked for {asked - stamp.Deadline} ms after its time.");
    }

    private static int Between(Random random, int least, int most) => (int)(least * Math.Pow((double)most / least, random.NextDouble()));
}
