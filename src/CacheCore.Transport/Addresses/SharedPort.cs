using System.Net;

namespace CacheCore.Transport.Addresses;

/// <summary>
/// Binds the addresses that one text stands for. Where any free port was asked for, all of them get the same one: whoever is told a name
/// and a port is not told which of the name's addresses the port is of.
/// </summary>
public static class SharedPort
{
    /// <summary>
    /// Ports tried that are free at the first address and not at another. After that each address gets a port of its own.
    /// </summary>
    private const int Attempts = 16;

    /// <returns>What was bound, in the order of the addresses.</returns>
    /// <param name="addresses">Those of one text.</param>
    /// <param name="bind">Binds one; what it throws is thrown, after all that were bound were let go.</param>
    /// <param name="addressOf">The address that something was bound to.</param>
    /// <param name="release">Lets it go.</param>
    /// <typeparam name="T">Something that listens.</typeparam>
    /// <exception cref="IOException">An address cannot be had.</exception>
    public static async Task<IReadOnlyList<T>> BindAsync<T>(
        IReadOnlyList<EndPoint> addresses, Func<EndPoint, ValueTask<T>> bind, Func<T, EndPoint> addressOf, Func<T, ValueTask> release)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        ArgumentNullException.ThrowIfNull(bind);
        ArgumentNullException.ThrowIfNull(addressOf);
        ArgumentNullException.ThrowIfNull(release);
        bool isShared = addresses.Count > 1 && addresses.All(static one => one is IPEndPoint { Port: 0 });
        for (int attempt = 1; ; attempt++)
        {
            List<T> bound = [];
            try
            {
                foreach (EndPoint address in addresses)
                {
                    int port = isShared && bound.Count > 0 ? ((IPEndPoint)addressOf(bound[0])).Port : 0;
                    bound.Add(await bind(port == 0 ? address : At(address, port)).ConfigureAwait(false));
                }

                return bound;
            }
            catch (Exception failure)
            {
                foreach (T one in bound)
                {
                    await release(one).ConfigureAwait(false);
                }

                if (failure is not IOException || !isShared || bound.Count == 0)
                {
                    throw;
                }

                isShared = attempt < Attempts;
            }
        }
    }

    private static IPEndPoint At(EndPoint address, int port) =>
        address is SixOnlyEndPoint ? new SixOnlyEndPoint(port) : new IPEndPoint(((IPEndPoint)address).Address, port);
}
