using System.Runtime.InteropServices;

namespace CacheCore.Transport.Epoll;

/// <summary>The system calls of the transport, on numbers and spans. The only file with pointers here.</summary>
internal static unsafe partial class LinuxCalls
{
    public const int Again = 11;
    public const int Interrupted = 4;
    public const int ProtocolError = 71;
    public const int ConnectionAborted = 103;

    public const int AddToPoll = 1;
    public const int ChangeInPoll = 3;

    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const int DontWait = 0x40;
    private const int NoSignal = 0x4000;
    private const int More = 0x8000;
    private const int DuplicateCloseOnExec = 1030;

    /// <summary>A poll descriptor, or a number below 0.</summary>
    public static int CreatePoll() => EpollCreate(CloseOnExec);

    /// <summary>A descriptor that can be polled and rung, or a number below 0.</summary>
    public static int CreateBell() => EventFd(0, CloseOnExec | NonBlocking);

    /// <summary>Wakes whoever polls the bell.</summary>
    public static void Ring(int bell)
    {
        ulong one = 1;
        _ = Write(bell, &one, sizeof(ulong));
    }

    /// <summary>Lets the bell be silent until it is rung again.</summary>
    public static void Silence(int bell)
    {
        ulong count;
        _ = Read(bell, &count, sizeof(ulong));
    }

    /// <param name="poll">The poll descriptor.</param>
    /// <param name="operation"><see cref="AddToPoll"/> or <see cref="ChangeInPoll"/>.</param>
    /// <param name="descriptor">What is to be polled.</param>
    /// <param name="interest">Which events.</param>
    /// <param name="tag">What comes back with each event.</param>
    /// <returns>0, or a number below 0.</returns>
    public static int Control(int poll, int operation, int descriptor, PollEvents interest, int tag)
    {
        byte* record = stackalloc byte[PollRecords.LargestSize];
        PollRecords.Write(new Span<byte>(record, PollRecords.LargestSize), interest, tag);
        return EpollControl(poll, operation, descriptor, record);
    }

    /// <summary>Waits for events; the number of records that were written, 0 after the time, or a number below 0.</summary>
    /// <param name="poll">The poll descriptor.</param>
    /// <param name="records">Where records are written to, <see cref="PollRecords.Size"/> bytes each.</param>
    /// <param name="milliseconds">How long; -1 = for ever.</param>
    public static int Wait(int poll, Span<byte> records, int milliseconds)
    {
        fixed (byte* first = records)
        {
            return EpollWait(poll, first, records.Length / PollRecords.Size, milliseconds);
        }
    }

    /// <summary>The number of a connection that had come, or the error's number below 0.</summary>
    /// <param name="socket">Listens.</param>
    /// <param name="address">Where the peer's address is written to.</param>
    /// <param name="length">How long it is.</param>
    public static int Accept(int socket, Span<byte> address, out int length)
    {
        uint size = (uint)address.Length;
        int result;
        fixed (byte* first = address)
        {
            result = Accept(socket, first, &size, NonBlocking | CloseOnExec);
        }

        length = (int)Math.Min(size, (uint)address.Length);
        return result >= 0 ? result : -Marshal.GetLastPInvokeError();
    }

    /// <summary>Another number for what a descriptor stands for, or a number below 0.</summary>
    public static int Duplicate(int descriptor) => Control(descriptor, DuplicateCloseOnExec, 0);

    /// <summary>The bytes that had arrived, 0 if the peer will send no more, or the error's number below 0.</summary>
    public static int Receive(int socket, Span<byte> room)
    {
        while (true)
        {
            nint count;
            fixed (byte* first = room)
            {
                count = Receive(socket, first, (nuint)room.Length, DontWait);
            }

            if (count >= 0)
            {
                return (int)count;
            }

            int error = Marshal.GetLastPInvokeError();
            if (error != Interrupted)
            {
                return -error;
            }
        }
    }

    /// <summary>The bytes that were taken, or the error's number below 0.</summary>
    /// <param name="socket">Where to.</param>
    /// <param name="bytes">What is to be sent.</param>
    /// <param name="hasMore">True: more follows at once, so a packet that is not full may wait for it.</param>
    public static int Send(int socket, ReadOnlySpan<byte> bytes, bool hasMore)
    {
        while (true)
        {
            nint count;
            fixed (byte* first = bytes)
            {
                count = Send(socket, first, (nuint)bytes.Length, DontWait | NoSignal | (hasMore ? More : 0));
            }

            if (count >= 0)
            {
                return (int)count;
            }

            int error = Marshal.GetLastPInvokeError();
            if (error != Interrupted)
            {
                return -error;
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "epoll_create1")]
    private static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl")]
    private static partial int EpollControl(int poll, int operation, int descriptor, byte* record);

    [LibraryImport("libc", EntryPoint = "epoll_wait")]
    private static partial int EpollWait(int poll, byte* records, int most, int milliseconds);

    [LibraryImport("libc", EntryPoint = "eventfd")]
    private static partial int EventFd(uint count, int flags);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(int descriptor, void* room, nuint length);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int descriptor, void* bytes, nuint length);

    [LibraryImport("libc", EntryPoint = "accept4", SetLastError = true)]
    private static partial int Accept(int socket, byte* address, uint* length, int flags);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(int socket, byte* room, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint Send(int socket, byte* bytes, nuint length, int flags);
}
