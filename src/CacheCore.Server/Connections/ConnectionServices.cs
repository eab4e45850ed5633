using CacheCore.Server.Counting;
using CacheCore.Server.Execution;
using CacheCore.Server.Watch;
using CacheCore.Transport.Memory;

namespace CacheCore.Server.Connections;

/// <summary>What all connections of a server share.</summary>
/// <param name="Executors">Makes who carries their commands out.</param>
/// <param name="Limits">How long a turn is.</param>
/// <param name="Memory">What they may hold.</param>
/// <param name="Counts">What is counted.</param>
/// <param name="Watch">Who watches.</param>
public sealed record ConnectionServices(
    ICommandExecutorFactory Executors, TurnLimits Limits, ConnectionMemory Memory, ServerCounts Counts, WatchHub Watch);
