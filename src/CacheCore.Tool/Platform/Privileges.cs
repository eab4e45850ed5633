using System.Runtime.InteropServices;

namespace CacheCore.Tool.Platform;

/// <summary>A server that anybody can talk to does not run as root.</summary>
internal static class Privileges
{
    /// <summary>In a record of the user database, on Linux and macOS: two pointers, then the user's and the group's number.</summary>
    private const int UserOffset = 16;
    private const int GroupOffset = 20;

    /// <summary>Becomes a user if this process runs as root.</summary>
    /// <exception cref="RefusedException">Run by root without a user, or the user cannot be taken on.</exception>
    public static void Become(string? user)
    {
        if (OperatingSystem.IsWindows() || LibC.GetEffectiveUser() != 0)
        {
            return;
        }

        if (user is null)
        {
            throw new RefusedException(ExitCode.Usage, "can't run as root without the -u switch");
        }

        nint record = LibC.FindUser(user);
        if (record == 0)
        {
            throw new RefusedException(ExitCode.NoUser, $"can't find the user {user} to switch to");
        }

        var group = (uint)Marshal.ReadInt32(record, GroupOffset);
        var number = (uint)Marshal.ReadInt32(record, UserOffset);
        if (number != 0 && (LibC.SetGroups(0, 0) != 0 || LibC.SetGroup(group) != 0 || LibC.SetUser(number) != 0))
        {
            throw new RefusedException(
                ExitCode.System, $"failed to assume identity of user {user}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }
}
