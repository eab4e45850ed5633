using System.Runtime.InteropServices;

namespace CacheCore.Tool.Platform;

/// <summary>How much of something a process may have: the record of <c>getrlimit</c>.</summary>
/// <param name="Soft">What counts; the process may change it.</param>
/// <param name="Hard">Up to where it may.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct ResourceLimit(ulong Soft, ulong Hard);
