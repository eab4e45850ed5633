namespace CacheCore.Server.Connections;

/// <summary>A connection, or an endpoint that is listened on, for <c>stats conns</c>.</summary>
/// <param name="Number">Tells it from others.</param>
/// <param name="Address">Of the client; of an endpoint its own.</param>
/// <param name="ListenAddress">Where the client came in; null for an endpoint.</param>
/// <param name="State">In memcached's words.</param>
/// <param name="IdleSeconds">Seconds since its last command.</param>
public sealed record ConnectionDescription(int Number, string Address, string? ListenAddress, string State, long IdleSeconds);
