using System.Security.Cryptography;
using System.Text;

namespace CacheCore.Listener.Entry;

/// <summary>Who may use an endpoint: users and passwords from a file in memcached's format, a line <c>user:password</c> each.</summary>
internal sealed class Credentials
{
    /// <summary>memcached's limit for text.</summary>
    public const int MostUsersOfText = 8;

    /// <summary>Each attempt is compared with all of them.</summary>
    public const int MostUsersOfSasl = 256;

    public const int LongestLine = 256;

    private readonly string _path;
    private readonly int _most;
    private volatile byte[][] _users;

    /// <summary>Reads the file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="most">How many users it may name.</param>
    /// <exception cref="InvalidDataException">The file is not of the format; the message says why.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public Credentials(string path, int most)
    {
        _path = path;
        _most = most;
        _users = Read();
    }

    /// <summary>Reads the file once more. Those it names are known once what this returns is called.</summary>
    /// <inheritdoc cref="Credentials(string, int)" path="/exception"/>
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
            return Parse(File.ReadAllBytes(_path), _path, _most);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException($"The file of users '{_path}' cannot be read: {exception.Message}", exception);
        }
    }

    private static byte[][] Parse(byte[] text, string path, int most)
    {
        List<byte[]> users = [];
        foreach (string line in Encoding.Latin1.GetString(text).Split('\n').Select(one => one.TrimEnd('\r')).Where(one => one.Length > 0))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || colon == line.Length - 1 || line.Length >= LongestLine)
            {
                throw new InvalidDataException($"The file of users '{path}' has a line that is not user:password of less than {LongestLine} bytes.");
            }

            users.Add(Encoding.Latin1.GetBytes(line));
        }

        return users.Count > 0 && users.Count <= most
            ? [.. users]
            : throw new InvalidDataException($"The file of users '{path}' names {users.Count}; it must be 1 to {most}.");
    }
}
