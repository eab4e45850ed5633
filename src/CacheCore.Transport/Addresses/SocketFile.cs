using System.Net;
using System.Net.Sockets;

namespace CacheCore.Transport.Addresses;

/// <summary>The file that a unix socket is found by. Addresses of other kinds have none, and nothing happens.</summary>
public static class SocketFile
{
    /// <summary>Removes one that an earlier server left. A file that is no socket is somebody's, and stays.</summary>
    public static void Remove(EndPoint address)
    {
        if (address is UnixDomainSocketEndPoint unix && unix.ToString() is var path && File.Exists(path) && IsSocket(path))
        {
            File.Delete(path);
        }
    }

    /// <summary>The same for a server that begins there, unless another one serves.</summary>
    /// <exception cref="IOException">One does.</exception>
    public static void RemoveAbandoned(EndPoint address)
    {
        if (address is UnixDomainSocketEndPoint unix && Answers(unix))
        {
            throw new IOException($"Another server answers on unix:{unix}.");
        }

        Remove(address);
    }

    /// <summary>The folder that a unix socket was to be made in, if there is none; null: there is one, or no need of it.</summary>
    public static string? MissingFolder(EndPoint address)
    {
        ArgumentNullException.ThrowIfNull(address);
        string? folder = address.AddressFamily == AddressFamily.Unix ? Path.GetDirectoryName(Path.GetFullPath(address.ToString()!)) : null;
        return folder is null || Directory.Exists(folder) ? null : folder;
    }

    private static bool Answers(UnixDomainSocketEndPoint address)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            socket.Connect(address);
            return true;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode == SocketError.WouldBlock; // so many wait there already
        }
    }

    /// <summary>
    /// What the system answers to somebody who opens a socket as if it were a file: ENXIO on Linux, EOPNOTSUPP on macOS and others.
    /// </summary>
    private static readonly int[] NotAFile = [6, 45, 95, 102];

    /// <summary>A socket cannot be opened, whoever may; the platform has no other way to ask.</summary>
    private static bool IsSocket(string path)
    {
        try
        {
            // For both ways, or a pipe would have us wait.
            using var opened = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException exception)
        {
            return OperatingSystem.IsWindows() || NotAFile.Contains(exception.HResult);
        }
    }
}
