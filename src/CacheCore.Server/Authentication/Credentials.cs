using System.Security.Cryptography;
using System.Text;

namespace CacheCore.Server.Authentication;

/// <summary>Who may use an endpoint: users and passwords from a file in memcached's format, a line <c>user:password</c> each.</summary>
public sealed class Credentials
{
    /// <summary>memcached's limit for text.</summary>
    public const int MostUsersOfText = 8;

    /// <summary>Each attempt is compared with all of them.</summary>
    public const int MostUsersOfSasl = 256;

    /// <summary>A user with its password, and the line end.</summary>
    public const int LongestLine = 256;

    private readonly string _path;
    private readonly bool _isSasl;
    private volatile byte[][] _users;

    /// <summary>Reads the file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="isSasl">Whether its users come by SASL; then there may be more of them, and they may have realms.</param>
    /// <exception cref="InvalidDataException">The file is not of the format; the message says why.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public Credentials(string path, bool isSasl)
    {
        _path = path;
        _isSasl = isSasl;
        _users = Read();
    }

    /// <summary>Reads the file once more. Those it names are known once what this returns is called.</summary>
    /// <inheritdoc cref="Credentials(string, bool)" path="/exception"/>
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

    private byte[][] Read()
    {
        try
        {
            return Parse(File.ReadAllBytes(_path), _path, _isSasl);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException($"The file of users '{_path}' cannot be read: {exception.Message}", exception);
        }
    }

    private static byte[][] Parse(byte[] text, string path, bool isSasl)
    {
        List<string> users = [];
        foreach (string line in Encoding.Latin1.GetString(text).Split('\n').Select(one => one.TrimEnd('\r')).Where(one => one.Length > 0))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || colon == line.Length - 1 || line.Length >= LongestLine)
            {
                throw new InvalidDataException(
                    $"The file of users '{path}' has a line that is not user:password of less than {LongestLine} bytes.");
            }

            users.Add(line);
        }

        int most = isSasl ? MostUsersOfSasl : MostUsersOfText;
        IEnumerable<string> shortNames = isSasl ? WithoutRealms(users) : [];
        return users.Count > 0 && users.Count <= most
            ? [.. users.Concat(shortNames).Select(Encoding.Latin1.GetBytes)]
            : throw new InvalidDataException($"The file of users '{path}' names {users.Count}; it must be 1 to {most}.");
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
