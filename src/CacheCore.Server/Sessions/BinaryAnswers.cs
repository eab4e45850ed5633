using CacheCore.Protocol.Binary;

namespace CacheCore.Server.Sessions;

/// <summary>Binary answers that are no item.</summary>
public static class BinaryAnswers
{
    /// <summary>The head of a reply, and the flags behind it.</summary>
    public const int HeadLength = 28;

    /// <summary>The command was carried out. Quiet ones are not told.</summary>
    public static void Succeed(in BinaryCommand command, ulong cas, ClientSession client)
    {
        ArgumentNullException.ThrowIfNull(client);
        if (!BinaryReplyWriter.IsHidden(command, BinaryStatus.Success))
        {
            _ = BinaryReplyWriter.TryWriteSuccess(client.Output.RoomFor(HeadLength), command, cas, out int written);
            client.Output.Advance(written);
        }
    }

    /// <summary>The command was not carried out.</summary>
    public static void Refuse(in BinaryCommand command, BinaryStatus status, ClientSession client)
    {
        ArgumentNullException.ThrowIfNull(client);
        int length = HeadLength + BinaryReplyWriter.TextOf(status).Length;
        _ = BinaryReplyWriter.TryWriteError(client.Output.RoomFor(length), command, status, out int written);
        client.Output.Advance(written);
    }
}
