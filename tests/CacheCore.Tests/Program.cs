using CacheCore.Tests.CacheStoreTests;

namespace CacheCore.Tests;

/// <summary>What this assembly does as a program: whatever a test needs a process of its own for.</summary>
internal static class Program
{
    private static int Main(string[] arguments) => arguments is [ExhaustedHeapTests.Command] ? ExhaustedHeapTests.Run() : 2;
}
