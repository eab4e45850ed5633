using System.Runtime.InteropServices;
using CacheCore.Tool.Platform;

namespace CacheCore.Tool.CommandLine;

/// <summary>
/// Standard output or standard error as bytes. The platform's own stream passes over a reader that is gone, takes a descriptor more when
/// it is opened, and throws what
/// others take for the failure of a file or a server.
/// </summary>
internal sealed class StandardStream : Stream
{
    private const int Interrupted = 4;
    private const int BrokenPipe = 32;

    private static readonly int Again = OperatingSystem.IsMacOS() ? 35 : 11;

    /// <summary>How long to wait for a reader where somebody has made the pipe one that does not wait.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    private readonly int _descriptor;
    private readonly bool _isLossy;
    private readonly Stream? _platform;      // in place of the descriptor

    private StandardStream(int descriptor, bool isLossy, Stream? platform)
    {
        _descriptor = descriptor;
        _isLossy = isLossy;
        _platform = platform;
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Standard output. What it does not take is an <see cref="OutputException"/>.</summary>
    public static StandardStream Output() => new(1, isLossy: false, InPlaceOf(1, Console.OpenStandardOutput));

    /// <summary>Standard error. What it does not take is lost: nobody is left to be told.</summary>
    public static StandardStream Error() => new(2, isLossy: true, InPlaceOf(2, Console.OpenStandardError));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            if (_platform is not null)
            {
                WriteToPlatform(buffer);
            }
            else
            {
                WriteAll(buffer);
            }
        }
        catch (OutputException) when (_isLossy)
        {
            // As said.
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Write(buffer.Span);
        return default;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
        // Nothing is held back.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private static Stream? InPlaceOf(int descriptor, Func<Stream> openOnWindows) =>
        OperatingSystem.IsWindows() ? openOnWindows()
        : Descriptors.IsInherited(descriptor) ? null
        : Null;

    private void WriteAll(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            nint count = LibC.Write(_descriptor, in MemoryMarshal.GetReference(bytes), (nuint)bytes.Length);
            if (count >= 0)
            {
                bytes = bytes[(int)count..];
                continue;
            }

            int error = Marshal.GetLastPInvokeError();
            if (error == Again)
            {
                Thread.Sleep(Pause);
            }
            else if (error != Interrupted)
            {
                throw new OutputException(error == BrokenPipe, Marshal.GetPInvokeErrorMessage(error));
            }
        }
    }

    private void WriteToPlatform(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _platform!.Write(bytes);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new OutputException(isReaderGone: false, failure.Message, failure);
        }
    }
}
