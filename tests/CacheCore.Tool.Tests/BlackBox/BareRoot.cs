using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.Versioning;

namespace CacheCore.Tool.Tests.BlackBox;

/// <summary>
/// A folder with the native binary, the C library and a user, which a process can be shut up in: no OpenSSL, no devices, no other files.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class BareRoot : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cachecore").FullName;

    private BareRoot()
    {
        string binary = ServerProcess.Program[0];
        Copy(binary, "/cachecore");
        foreach (string library in Tools.Run("ldd", binary)
            .Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries)
            .Where(static word => word.StartsWith('/')))
        {
            Copy(library, library);
        }

        _ = Directory.CreateDirectory(_folder + "/etc");
        File.WriteAllText(_folder + "/etc/passwd", "root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n");
        File.SetUnixFileMode(
            _folder,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute);
    }

    /// <summary>Makes one; where that cannot be done the test is skipped.</summary>
    public static BareRoot Make()
    {
        if (!ServerProcess.IsNative || Environment.UserName != "root")
        {
            Assert.Ignore(
                "Root alone may change the root of a process, and only the native binary, "
                    + "whose path CACHECORE_BINARY has, needs no further files.");
        }

        Tools.Require("chroot");
        return new BareRoot();
    }

    /// <summary>Starts the program in there.</summary>
    public Process Start(string commandLine) => Process.Start(
        new ProcessStartInfo("chroot", $"{_folder} /cachecore {commandLine}")
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;

    /// <summary>What the server at the socket <c>/s</c> in there answers; empty while there is none.</summary>
    public string TryAsk(string command)
    {
        try
        {
            using var connection = new RawProbe(new UnixDomainSocketEndPoint(_folder + "/s"));
            return connection.AskCommands(command);
        }
        catch (SocketException)
        {
            return "";
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Copy(string file, string to)
    {
        string target = _folder + to;
        _ = Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(file, target);
    }
}
