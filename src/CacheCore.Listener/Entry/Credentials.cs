using System.Security.Cryptography;
using System.Text;
using CacheCore.Listener.Primitives;

namespace CacheCore.Listener.Entry;

/// <summary>Who may use an endpoint: users and passwords from a file in memcached's format, a line <c>user:password</c> each.</summary>
internal sealed class Credentials
{
    /// <summary>memcached's limit for text.</summary>
    public const int MostUsersOfText = 8;

    /// <summary>Each attempt is compared with all of them.</summary>
    public const int MostUsersOfSasl = 256;

    public const int LongestLine = 256;

    private readonly string _option;
    private readonly string _path;
    private readonly bool _isSasl;
    private volatile byte[][] _users;

    /// <summary>Reads the file.</summary>
    /// <param name="option">The option that names it, for messages.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="isSasl">Whether its users come by SASL; then there may be more of them, and they may have realms.</param>
    /// <exception cref="InvalidDataException">The file is not of the format; the message says why.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public Credentials(string option, string path, bool isSasl)
    {
        _option = option;
        _path = path;
        _isSasl = isSasl;
        _users = Read();
    }

    /// <summary>Reads the file once more. Those it names are known once what this returns is called.</summary>
    /// <inheritdoc cref="Credentials(string, string, bool)" path="/exception"/>
    public Action PrepareReload()
    {
        byte[][] users = Read();
        return () => _users = users;
    }

    /// <summary>True for a user with its password. Takes the same time whoever is compared, but for the lengths.</summary>
    public bool Accept(ReadOnlySpan<byte> user, ReadOnlySpan<byte> password)
    {
        if (user.Length + password.Length + 1 > LongestLine)
        {
            return false;
        }

        Span<byte> given = stackalloc byte[LongestLine];
        user.CopyTo(given);
        given[user.Length] = (byte)':';
        password.CopyTo(given[(user.Length + 1)..]);
        given = given[..(user.Length + 1 + password.Length)];
        bool isKnown = false;
        foreach (byte[] known in _users)
        {
            isKnown |= CryptographicOperations.FixedTimeEquals(given, known);
        }

        // The first colon of a line ends the user's name, so a name must not have one.
        return isKnown && !user.Contains((byte)':');
    }

    private byte[][] Read() => Parse(OptionFile.Read(_option, _path, File.ReadAllBytes), OptionFile.Name(_option, _path), _isSasl);

    private static byte[][] Parse(byte[] text, string file, bool isSasl)
    {
        List<string> users = [];
        foreach (string line in Encoding.Latin1.GetString(text).Split('\n').Select(one => one.TrimEnd('\r')).Where(one => one.Length > 0))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || colon == line.Length - 1 || line.Length >= LongestLine)
            {
                throw new InvalidDataException(
                    $"{file} has a line that is not user:password of less than {LongestLine} bytes.");
            }

            users.Add(line);
        }

        int most = isSasl ? MostUsersOfSasl : MostUsersOfText;
        IEnumerable<string> shortNames = isSasl ? WithoutRealms(users) : [];
        return users.Count > 0 && users.Count <= most
            ? [.. users.Concat(shortNames).Select(Encoding.Latin1.GetBytes)]
            : throw new InvalidDataException($"{file} names {users.Count}; it must be 1 to {most}.");
    }

    /// <summary>
    /// Cyrus SASL keeps users as <c>user@realm</c>, and clients leave the realm out. So a user may who is the only one of that name.
    /// </summary>
    private static IEnumerable<string> WithoutRealms(List<string> users) => users
        .Select(static line => (Line: line, Name: line[..line.IndexOf(':', StringComparison.Ordinal)]))
        .GroupBy(
            static user => user.Name.IndexOf('@', StringComparison.Ordinal) is > 0 and var at ? user.Name[..at] : user.Name,
            StringComparer.Ordinal)
        .Where(static namesakes => namesakes.Count() == 1 && namesakes.Key != namesakes.Single().Name)
        .Select(static namesakes => namesakes.Key + namesakes.Single().Line[namesakes.Single().Name.Length..]);
}
