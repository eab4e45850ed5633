using CacheCore.Server;
using CacheCore.Tool.Platform;
using CacheCore.Transport.Addresses;

namespace CacheCore.Tool.Serve;

/// <summary>The descriptors that <c>-c</c> connections take with all else that the server has open.</summary>
/// <param name="Needed">So many.</param>
/// <param name="Allowed">As many as the system lets this process have.</param>
/// <param name="Own">Those of them that are no connections.</param>
internal readonly record struct DescriptorPlan(long Needed, long Allowed, long Own)
{
    /// <summary>
    /// Of the runtime, its files and libraries, and what comes up for a moment: files of users and certificates, a connection that is
    /// told that there are too many.
    /// </summary>
    private const int OfProcess = 80;

    /// <summary>What a thread polls, and what wakes it.</summary>
    private const int OfThread = 2;

    public bool AreTooFew => Allowed < Needed;

    /// <summary>Connections that can be had.</summary>
    public long Connections => Math.Max(0, Allowed - Own);

    /// <summary>Asks the system for what the settings need.</summary>
    public static async Task<DescriptorPlan> OfAsync(ServeSettings settings)
    {
        IEnumerable<string> addresses = settings.Listener.Endpoints.Select(static one => one.Address)
            .Concat(settings.Listener.UdpAddresses);
        long own = OfProcess + (OfThread * settings.Listener.ThreadCount) + await CountSocketsAsync(addresses).ConfigureAwait(false);
        long needed = settings.Listener.MaxConnections + own;
        return new DescriptorPlan(needed, Descriptors.Allow(needed), own);
    }

    /// <summary>
    /// One for each address that a text stands for: a name has several. Where there is no such name, whoever binds it will say so.
    /// </summary>
    internal static async Task<int> CountSocketsAsync(IEnumerable<string> addresses)
    {
        int sockets = 0;
        foreach (string address in addresses)
        {
            try
            {
                sockets += (await NamedAddresses.OfAsync(
                    address, MemcachedEndpoint.DefaultPort, CancellationToken.None).ConfigureAwait(false)).Count;
            }
            catch (IOException)
            {
                sockets++;
            }
        }

        return sockets;
    }
}
