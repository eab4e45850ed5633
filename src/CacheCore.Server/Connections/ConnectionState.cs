namespace CacheCore.Server.Connections;

/// <summary>What a connection is doing, as <c>stats conns</c> tells it.</summary>
internal enum ConnectionState
{
    New,
    Reading,
    ReadingValue,
    Executing,
    Watching,
}
