using CacheCore.Server.Authentication;
using CacheCore.Server.Certificates;

namespace CacheCore.Server.Connections;

/// <summary>What holds for the connections of one endpoint.</summary>
/// <param name="Protocol">What they speak.</param>
/// <param name="Login">Who may come; null = everybody.</param>
/// <param name="IdleTimeout">When an idle one is closed; zero = never.</param>
/// <param name="Address">Where they come in, as statistics write it.</param>
/// <param name="IsLocal">True for a unix socket.</param>
/// <param name="Certificates">What they are encrypted with; null = they are not.</param>
/// <param name="ClientCertificates">What clients have to show then.</param>
internal sealed record EndpointSettings(
    MemcachedProtocol Protocol,
    LoginSettings? Login,
    TimeSpan IdleTimeout,
    string Address,
    bool IsLocal,
    ServerCertificates? Certificates,
    MemcachedClientCertificates ClientCertificates)
{
    /// <summary>True where nobody is asked who they are: neither for a password nor for a certificate.</summary>
    public bool LetsAnybodyIn => Login is null && !(Certificates is not null && ClientCertificates == MemcachedClientCertificates.Require);
}
