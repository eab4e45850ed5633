using System.CommandLine;

namespace CacheCore.Tool.Client;

/// <summary>The options of all commands that talk to a server about who is who: the user, the password, and what TLS needs.</summary>
internal sealed class AccessOptions
{
    /// <summary>Where the password is looked for if it is not given: unlike options, it does not show in a list of processes.</summary>
    public const string PasswordVariable = "CACHECORE_PASSWORD";

    /// <summary>The options that name files of TLS.</summary>
    public const string Authority = "--tls-ca";

    /// <inheritdoc cref="Authority"/>
    public const string Certificate = "--tls-cert";

    /// <inheritdoc cref="Authority"/>
    public const string Key = "--tls-key";

    private const string PasswordFile = "--password-file";

    private readonly Option<string?> _user = new("--user", "-u")
    {
        Description = "who to say one is, where the server asks (memcached -Y)",
        HelpName = "name",
    };
    private readonly Option<string?> _password = new("--password")
    {
        Description = $"the password; unless given, it is taken from ${PasswordVariable}",
        HelpName = "text",
    };
    private readonly Option<string?> _passwordFile = new(PasswordFile)
    {
        Description = "a file whose first line is the password",
        HelpName = "file",
    };
    private readonly Option<bool> _tls = new("--tls") { Description = "encrypt; the options below do so, too" };
    private readonly Option<string?> _authority = new(Authority)
    {
        Description = "who may vouch for the server, PEM (unless given: whom the system trusts)",
        HelpName = "file",
    };
    private readonly Option<string?> _certificate = new(Certificate)
    {
        Description = "the certificate to show where the server asks for one, PEM",
        HelpName = "file",
    };
    private readonly Option<string?> _key = new(Key)
    {
        Description = "its private key, PEM (unless given: in the same file)",
        HelpName = "file",
    };
    private readonly Option<bool> _insecure = new("--tls-insecure") { Description = "take whatever certificate the server shows" };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_user, _password, _passwordFile, _tls, _authority, _certificate, _key, _insecure])
        {
            command.Add(option);
        }
    }

    /// <summary>Adds what was given to what is known of the server.</summary>
    /// <exception cref="RefusedException">Options do not go together, or a file cannot be used.</exception>
    public ClientSettings Read(ParseResult parsed, ClientSettings settings)
    {
        string? user = parsed.GetValue(_user);
        string? password = ReadPassword(parsed);
        return password is not null && user is null
            ? throw Wrong("--password and --password-file need --user")
            : settings with
            {
                User = user,
                Password = password ?? Environment.GetEnvironmentVariable(PasswordVariable) ?? "",
                Tls = ReadTls(parsed, settings.Server),
            };
    }

    private string? ReadPassword(ParseResult parsed)
    {
        if (parsed.GetValue(_passwordFile) is not { } file)
        {
            return parsed.GetValue(_password);
        }

        if (parsed.GetValue(_password) is not null)
        {
            throw Wrong("the password is given twice: by --password and by --password-file");
        }

        return AccessFile.Read(PasswordFile, file, static path => File.ReadLines(path).FirstOrDefault() ?? "");
    }

    private ClientTls? ReadTls(ParseResult parsed, string server)
    {
        string? authority = parsed.GetValue(_authority);
        string? certificate = parsed.GetValue(_certificate);
        string? key = parsed.GetValue(_key);
        bool isInsecure = parsed.GetValue(_insecure);
        return (authority, certificate, key, isInsecure) switch
        {
            (null, null, null, false) when !parsed.GetValue(_tls) => null,
            _ when ServerAddress.IsPath(server) => throw Wrong("a unix socket is not encrypted"),
            (_, null, not null, _) => throw Wrong("--tls-key needs --tls-cert"),
            (not null, _, _, true) => throw Wrong("--tls-ca says whom to trust, --tls-insecure not to ask"),
            _ => ClientTls.Read(authority, certificate, key, isInsecure),
        };
    }

    private static RefusedException Wrong(string reason) => new(ExitCode.Usage, $"cachecore: {reason}");
}
