namespace CacheCore.Transport.Epoll;

/// <summary>
/// Memory of a loop's in which the replies of many connections lie one behind the other until they are sent.
/// One connection at a time writes at its end.
/// </summary>
internal sealed class OutputArena
{
    public byte[] Bytes { get; } = GC.AllocateUninitializedArray<byte>(EventLoop.BufferSize);

    /// <summary>Where the next reply begins.</summary>
    public int Used { get; set; }

    /// <summary>Replies that are not sent yet.</summary>
    public int Unsent { get; set; }

    /// <summary>Who is writing; null = nobody.</summary>
    public SocketWriter? Owner { get; set; }

    /// <summary>Begins anew if nothing in it is needed; false: something is.</summary>
    public bool TryClear()
    {
        if (Unsent > 0 || Owner is not null)
        {
            return false;
        }

        Used = 0;
        return true;
    }
}
