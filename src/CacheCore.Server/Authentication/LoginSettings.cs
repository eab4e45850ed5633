namespace CacheCore.Server.Authentication;

/// <summary>Who may come in at an endpoint, and how they say so.</summary>
/// <param name="Credentials">Users and passwords.</param>
/// <param name="IsSasl">True: binary connections by SASL; false: text connections by a <c>set</c>.</param>
/// <param name="Failures">What is held against addresses, at all endpoints of the server.</param>
public sealed record LoginSettings(Credentials Credentials, bool IsSasl, FailureTable Failures);
