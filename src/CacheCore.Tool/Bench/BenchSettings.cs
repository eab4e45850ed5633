using CacheCore.Tool.Client;

namespace CacheCore.Tool.Bench;

/// <summary>A load, as somebody ordered it.</summary>
internal sealed record BenchSettings
{
    public required ClientSettings Server { get; init; }

    public int Connections { get; init; } = 50;

    /// <summary>Requests a connection sends before it waits for their replies.</summary>
    public int Pipeline { get; init; } = 1;

    /// <summary>Threads that drive the connections.</summary>
    public int Threads { get; init; } = 1;

    public int Keys { get; init; } = 1_000_000;

    /// <summary>Bytes of a value.</summary>
    public int ValueSize { get; init; } = 100;

    /// <summary>Keys of a get.</summary>
    public int KeysPerGet { get; init; } = 1;

    public Mix Mix { get; init; } = Mix.Of(BenchVerb.Get);

    /// <summary>The exponent of a Zipf distribution of keys; null = all alike.</summary>
    public double? Zipf { get; init; }

    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>True: every key is set once first.</summary>
    public bool Fill { get; init; }

    public int Seed { get; init; } = 1;
}
