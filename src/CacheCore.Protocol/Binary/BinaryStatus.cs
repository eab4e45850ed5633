namespace CacheCore.Protocol.Binary;

/// <summary>The status of a binary reply.</summary>
public enum BinaryStatus : ushort
{
    /// <summary>Done.</summary>
    Success = 0x0000,

    /// <summary>There is no item under this key, or no such statistic.</summary>
    NotFound = 0x0001,

    /// <summary>The CAS value is another one, or Add found an item.</summary>
    KeyExists = 0x0002,

    /// <summary>The item would be above the limit.</summary>
    TooLarge = 0x0003,

    /// <summary>Extras, key or value are not what the opcode demands. The connection is closed.</summary>
    InvalidArguments = 0x0004,

    /// <summary>Append and Prepend found nothing to add to.</summary>
    NotStored = 0x0005,

    /// <summary>The value is not a number.</summary>
    NonNumericValue = 0x0006,

    /// <summary>Not authenticated, not with these credentials, or not allowed.</summary>
    AuthenticationError = 0x0020,

    /// <summary>SASL goes on: the value is the server's challenge.</summary>
    AuthenticationContinues = 0x0021,

    /// <summary>No such opcode, or not on this server.</summary>
    UnknownCommand = 0x0081,

    /// <summary>No memory for it.</summary>
    OutOfMemory = 0x0082,
}
