using CacheCore.Listener.Execution;

namespace CacheCore.Listener.Connections;

/// <summary>What holds for the connections of one endpoint.</summary>
/// <param name="Protocol">What they speak.</param>
/// <param name="Credentials">Who may come; null = everybody.</param>
/// <param name="IdleTimeout">When an idle one is closed; zero = never.</param>
/// <param name="Address">Where they come in, as statistics write it.</param>
/// <param name="IsLocal">True for a unix socket.</param>
internal sealed record EndpointRules(MemcachedProtocol Protocol, Credentials? Credentials, TimeSpan IdleTimeout, string Address, bool IsLocal);
