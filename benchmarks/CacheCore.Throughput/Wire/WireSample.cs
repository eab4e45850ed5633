namespace CacheCore.Throughput.Wire;

/// <summary>What one server did in one cell of one round.</summary>
/// <param name="Server">Who.</param>
/// <param name="Cell">Which load.</param>
/// <param name="Keys">Different keys.</param>
/// <param name="Threads">The server's.</param>
/// <param name="Round">The round, from 1.</param>
/// <param name="RequestsPerSecond">As the clients saw it.</param>
/// <param name="CpuMicroseconds">The server's processor time for a request.</param>
/// <param name="P99Microseconds">Latency of a request, or of a whole pipeline.</param>
internal sealed record WireSample(
    string Server, string Cell, int Keys, int Threads, int Round, double RequestsPerSecond, double CpuMicroseconds, double P99Microseconds);
