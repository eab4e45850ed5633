namespace CacheCore.Protocol.Text;

/// <summary>What the flags of a meta command say beyond what classic commands can. Numbers are 0 where their flag was not given.</summary>
public struct MetaOptions
{
    /// <summary>The flags that were given.</summary>
    public MetaFlags Flags { get; internal set; }

    /// <summary>How to go about it; the usual way if flag M was not given.</summary>
    public MetaMode Mode { get; internal set; }

    /// <summary>Flag E: the CAS value to give the item.</summary>
    public ulong NewCas { get; internal set; }

    /// <summary>Flag J: the number to start with.</summary>
    public ulong Initial { get; internal set; }

    /// <summary>
    /// Flag N: the time to live of an item that has to be made, as <see cref="TextCommand.Exptime"/>.
    /// Of mg and ma the later of N and T counts, so behind N it is that of T.
    /// </summary>
    public int VivifyExptime { get; internal set; }

    /// <summary>Flag R: seconds; an item with less time left may be renewed by one client.</summary>
    public int RecacheSeconds { get; internal set; }

    /// <summary>True if a flag was given.</summary>
    /// <param name="flag">One flag, or several of which one is enough.</param>
    public readonly bool Has(MetaFlags flag) => (Flags & flag) != 0;
}
