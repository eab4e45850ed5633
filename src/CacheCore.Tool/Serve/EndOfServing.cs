using System.Runtime.InteropServices;

namespace CacheCore.Tool.Serve;

/// <summary>Waits for what ends the server: a signal, or a client that may.</summary>
internal sealed class EndOfServing : IDisposable
{
    /// <summary>Linux's and, under another number, macOS's USR1.</summary>
    private static readonly PosixSignal User1 = (PosixSignal)(OperatingSystem.IsMacOS() ? 30 : 10);

    private static readonly List<PosixSignalRegistration> HangUps = [];

    private readonly TaskCompletionSource<string> _requested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<PosixSignalRegistration> _registrations = [];

    public EndOfServing()
    {
        EndOn(PosixSignal.SIGINT, "Signal handled: Interrupt.");
        EndOn(PosixSignal.SIGTERM, "Signal handled: Terminated.");
        if (!OperatingSystem.IsWindows())
        {
            EndOn(User1, "Gracefully stopping");
        }
    }

    /// <summary>Ends with what there is to say about it.</summary>
    public Task<string> Requested => _requested.Task;

    public void Request(string reason) => _requested.TrySetResult(reason);

    /// <summary>
    /// Has something done whenever the process is told that its terminal is gone, which servers take as "read your files again".
    /// For as long as the process lives: one that is told so while it ends would otherwise be ended by it, with an exit code that
    /// looks like a failure.
    /// </summary>
    public static void OnHangUp(Action action) => HangUps.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
    {
        context.Cancel = true;
        action();
    }));

    public void Dispose() => _registrations.ForEach(static one => one.Dispose());

    private void EndOn(PosixSignal signal, string reason) => _registrations.Add(PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        Request(reason);
    }));
}
