namespace CacheCore.Protocol.Tests.Model;

/// <summary>A connection to the model.</summary>
internal interface IModelConnection
{
    /// <summary>True once nothing more is read.</summary>
    bool IsClosed { get; }

    /// <summary>Lets bytes arrive; returns what is answered to them.</summary>
    byte[] Receive(ReadOnlySpan<byte> bytes);
}
