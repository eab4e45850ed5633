using CacheCore.StressTests.Harness;

namespace CacheCore.Listener.Tests.Soak;

/// <summary>
/// What a worker asks for, in one of memcached's protocols. Each request checks its reply: what is no possible answer fails the soak. Values are <see cref="Payload"/>s under <c>s:NUMBER</c>,
/// counters decimal numbers under <c>n:NUMBER</c>.
/// </summary>
internal abstract class SoakDialect(SoakWire wire) : IDisposable
{
    private readonly byte[] _value = new byte[SoakValues.Largest + 2];

    private long _asked;

    protected SoakWire Wire { get; } = wire;

    /// <summary>Reads some keys; how many of them were there.</summary>
    public int Get(ReadOnlySpan<int> keys)
    {
        _asked = Environment.TickCount64;
        return Read(keys);
    }

    public abstract void Set(int key, ReadOnlySpan<byte> value, int ttl);

    /// <summary>Writes over a value only if nobody else did since it was read. Dialects without such a thing set.</summary>
    public virtual void Replace(int key, ReadOnlySpan<byte> value, int ttl) => Set(key, value, ttl);

    public abstract void Delete(int key);

    public abstract void Touch(int key, int ttl);

    /// <summary>Counts one up, from nothing if there is no such counter.</summary>
    public abstract void Count(int key, int ttl);

    /// <summary>Begins to store something and leaves.</summary>
    public void Break(int key)
    {
        Wire.Send($"set s:{key} 0 0 100000\r\nhalf");
        Dispose();
    }

    public void Dispose() => Wire.Dispose();

    protected abstract int Read(ReadOnlySpan<int> keys);

    protected void VerifyValue(int key, int length, bool hasLineEnd)
    {
        Check.That(length <= SoakValues.Largest, $"Key {key}: a value of {length} bytes.");
        Span<byte> value = _value.AsSpan(0, length + (hasLineEnd ? 2 : 0));
        Wire.ReadExactly(value);
        Check.That(!hasLineEnd || value.EndsWith("\r\n"u8), $"Key {key}: no line end behind the value.");
        SoakValues.Verify(value[..length], key, _asked);
    }

    protected static void Expect(string answer, params ReadOnlySpan<string> possible)
    {
        foreach (string one in possible)
        {
            if (answer == one)
            {
                return;
            }
        }

        Check.That(holds: false, $"The server answers {answer}, where {string.Join(" or ", possible.ToArray())} was possible.");
    }

    protected static void ExpectNumber(string answer) => Check.That(answer.TrimEnd().All(char.IsAsciiDigit) && answer.Length > 0, $"The server answers {answer}, where a number was possible.");
}
