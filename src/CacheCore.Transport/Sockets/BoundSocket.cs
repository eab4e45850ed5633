using System.Net;
using System.Net.Sockets;
using CacheCore.Transport.Addresses;

namespace CacheCore.Transport.Sockets;

/// <summary>Sockets that have their address and do not listen yet.</summary>
public static class BoundSocket
{
    /// <summary>One for connections.</summary>
    /// <param name="address">
    /// Of a machine or, as a <see cref="UnixSocketEndPoint"/>, a file; that one has its permissions before anybody can get in.
    /// </param>
    /// <exception cref="SocketException">It cannot be had.</exception>
    /// <exception cref="IOException">The file's permissions cannot be set.</exception>
    internal static Socket At(EndPoint address)
    {
        Socket socket = address switch
        {
            IPEndPoint => new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp),
            UnixSocketEndPoint => new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Unspecified),
            _ => throw new ArgumentException($"Nobody listens at {address}.", nameof(address)),
        };
        try
        {
            if (address is UnixSocketEndPoint file)
            {
                Bind(socket, file);
            }
            else
            {
                Bind(socket, (IPEndPoint)address);
            }

            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>One for datagrams.</summary>
    /// <exception cref="SocketException">The address cannot be had.</exception>
    public static Socket ForDatagrams(IPEndPoint address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            TakeBothFamilies(socket, address);
            socket.Bind(address);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void TakeBothFamilies(Socket socket, IPEndPoint address)
    {
        if (address.Address.Equals(IPAddress.IPv6Any) && address is not SixOnlyEndPoint)
        {
            socket.DualMode = true;
        }
    }

    private static void Bind(Socket socket, IPEndPoint address)
    {
        // Connections have it from the socket that accepts them.
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        TakeBothFamilies(socket, address);
        socket.Bind(address);
    }

    private static void Bind(Socket socket, UnixSocketEndPoint address)
    {
        socket.Bind(address.File);
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        try
        {
            File.SetUnixFileMode(address.ToString(), address.Mode);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException($"The permissions of '{address}' cannot be set: {exception.Message}", exception);
        }
    }
}
