using System.Text;
using CacheCore.Protocol.Spans;

namespace CacheCore.Protocol.Binary;

/// <summary>
/// The data of SASL's mechanism PLAIN (RFC 4616), the value of an authentication request or of the step after it.
/// <code>
/// | identity, mostly empty | 0 | user | 0 | password |
/// </code>
/// </summary>
/// <param name="Identity">Whom the user wants to act as; empty = as itself.</param>
/// <param name="User">Where the user's name lies; never empty.</param>
/// <param name="Password">Where the password lies; never empty.</param>
public readonly record struct SaslPlain(ByteRange Identity, ByteRange User, ByteRange Password)
{
    /// <summary>The mechanism's name. Letters of either case stand for it.</summary>
    public static ReadOnlySpan<byte> Mechanism => "PLAIN"u8;

    /// <summary>The longest name that a mechanism may have.</summary>
    public const int MaxMechanismLength = 32;

    /// <summary>What a successful authentication is answered.</summary>
    public static ReadOnlySpan<byte> SuccessText => "Authenticated"u8;

    /// <summary>Reads the data.</summary>
    /// <param name="data">All of it.</param>
    /// <param name="plain">What it says; places are those in <paramref name="data"/>.</param>
    /// <returns>False: it is not of the form, or has no user or no password.</returns>
    public static bool TryRead(ReadOnlySpan<byte> data, out SaslPlain plain)
    {
        plain = default;
        int first = data.IndexOf((byte)0);
        int length = first < 0 ? -1 : data[(first + 1)..].IndexOf((byte)0);
        if (length <= 0)
        {
            return false;
        }

        ByteRange user = new(first + 1, length);
        ByteRange password = new(user.End + 1, data.Length - user.End - 1);
        plain = new SaslPlain(new ByteRange(0, first), user, password);
        return !password.IsEmpty && !password.In(data).Contains((byte)0);
    }

    /// <summary>
    /// Writes the data: the value of a request whose verb is <see cref="BinaryVerb.SaslAuthenticate"/> and whose key is the
    /// mechanism.
    /// </summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="identity">Whom the user wants to act as; empty = as itself. Like the other two without a byte that is 0.</param>
    /// <param name="user">The user's name.</param>
    /// <param name="password">The password.</param>
    /// <param name="written">Bytes written; 0 if the destination is too small.</param>
    /// <returns>False: the destination is too small.</returns>
    public static bool TryWrite(
        Span<byte> destination, ReadOnlySpan<byte> identity, ReadOnlySpan<byte> user, ReadOnlySpan<byte> password, out int written)
    {
        var writer = new SpanWriter(destination);
        writer.Add(identity);
        writer.Add(0);
        writer.Add(user);
        writer.Add(0);
        writer.Add(password);
        return writer.TryFinish(out written);
    }

    /// <summary>True if it is among the mechanisms that a server lists.</summary>
    /// <param name="mechanisms">The value of the reply to <see cref="BinaryVerb.SaslList"/>: names with spaces between them.</param>
    public static bool IsAmong(ReadOnlySpan<byte> mechanisms)
    {
        foreach (Range name in mechanisms.Split((byte)' '))
        {
            if (Ascii.EqualsIgnoreCase(mechanisms[name], Mechanism))
            {
                return true;
            }
        }

        return false;
    }
}
