namespace CacheCore.Transport.Memory;

/// <summary>
/// A connection may take no more memory. Thrown where an interface of the platform's leaves no other way to say so, and never under a lock;
/// where nobody can answer it, the connection ends as if its peer had gone.
/// </summary>
public sealed class NoConnectionMemoryException() : IOException("The limit for the memory of connections is reached.");
