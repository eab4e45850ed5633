using CacheCore.Server;

namespace CacheCore.Tool.Serve;

/// <summary>What <c>-S</c> needs, and does not go with.</summary>
internal static class SaslPlan
{
    /// <summary>memcached's own name for the file of users, in builds that have one.</summary>
    public const string Variable = "MEMCACHED_SASL_PWDB";

    /// <summary>Turns SASL on if that was asked for.</summary>
    /// <exception cref="RefusedException">It cannot be had with the other options.</exception>
    public static void Check(ServeSettings settings)
    {
        if (!settings.IsSasl)
        {
            if (settings.SaslFile is not null)
            {
                ServeOptionReader.WithoutEffect(settings, "-o sasl_pwdb", "without -S nobody is asked who they are");
            }

            return;
        }

        bool isTextGiven = settings.IsProtocolGiven && settings.Protocol != MemcachedProtocol.Binary;
        if (isTextGiven || settings.Addresses.Any(static one => one.Contains("proto[ascii]:", StringComparison.Ordinal)))
        {
            throw ServeOptionReader.Unusable("ERROR: You cannot allow the ASCII protocol while using SASL.");
        }

        if (settings.Listener.AuthFile is not null)
        {
            throw ServeOptionReader.Unusable("ERROR: -S and -Y do not go together: SASL is for the binary protocol, -Y for text.");
        }

        settings.Protocol = MemcachedProtocol.Binary;
        settings.Listener.SaslFile = (settings.SaslFile ?? Environment.GetEnvironmentVariable(Variable)) is { Length: > 0 } file
            ? file
            : throw ServeOptionReader.Unusable(
                $"ERROR: -S needs a file of users, a line user:password each: name it in {Variable} or with -o sasl_pwdb=<file>.");
    }
}
