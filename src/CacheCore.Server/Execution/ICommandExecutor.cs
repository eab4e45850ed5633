using CacheCore.Server.Authentication;
using CacheCore.Server.Sessions;

namespace CacheCore.Server.Execution;

/// <summary>What is behind one connection, whatever it comes over: bytes in, replies out. For one thread at a time.</summary>
public interface ICommandExecutor
{
    /// <summary>How long the input has to be before it is worth coming back; 0 = any more bytes may do.</summary>
    int Needed { get; }

    /// <summary>Carries out what the input holds.</summary>
    /// <param name="input">What has arrived and was not consumed before; others' after the call.</param>
    /// <param name="consumed">How much of it is done with.</param>
    ExecutionStatus Execute(ReadOnlySpan<byte> input, out int consumed);
}

/// <summary>Makes the executors of a server's connections.</summary>
public interface ICommandExecutorFactory
{
    /// <summary>For a client that speaks text. It has been found good, if users were asked for.</summary>
    ICommandExecutor ForText(ClientSession client);

    /// <summary>For a client that speaks the binary protocol.</summary>
    /// <param name="client">Who is at the other end.</param>
    /// <param name="sasl">Who decides what it may ask for; null = it may ask for anything.</param>
    ICommandExecutor ForBinary(ClientSession client, SaslDialog? sasl);
}
