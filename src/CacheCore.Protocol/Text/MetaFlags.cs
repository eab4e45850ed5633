using System.Diagnostics.CodeAnalysis;

namespace CacheCore.Protocol.Text;

/// <summary>
/// The flags of a meta command, each the bit of its letter. All four commands know all of them; what a command has no use
/// for is accepted and ignored.
/// </summary>
[Flags]
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "They are flags, on the wire and here.")]
public enum MetaFlags : ulong
{
    /// <summary>Not one.</summary>
    None = 0,

    /// <summary><c>C</c>: only if the item's CAS value is this one.</summary>
    CompareCas = 1UL << ('C' - 'A'),

    /// <summary><c>D</c>: what to add or subtract.</summary>
    Delta = 1UL << ('D' - 'A'),

    /// <summary><c>E</c>: the CAS value to give the item.</summary>
    NewCas = 1UL << ('E' - 'A'),

    /// <summary><c>F</c>: client flags to store.</summary>
    ClientFlags = 1UL << ('F' - 'A'),

    /// <summary><c>I</c>: mark the item stale.</summary>
    Invalidate = 1UL << ('I' - 'A'),

    /// <summary><c>J</c>: the number that an item made by <see cref="Vivify"/> starts with.</summary>
    Initial = 1UL << ('J' - 'A'),

    /// <summary><c>L</c>: for proxies; ignored.</summary>
    ProxyHintL = 1UL << ('L' - 'A'),

    /// <summary><c>M</c>: a mode other than the usual one.</summary>
    Mode = 1UL << ('M' - 'A'),

    /// <summary><c>N</c>: make the item if it is missing, with this time to live.</summary>
    Vivify = 1UL << ('N' - 'A'),

    /// <summary><c>O</c>: text that the reply repeats.</summary>
    Opaque = 1UL << ('O' - 'A'),

    /// <summary><c>P</c>: for proxies; ignored.</summary>
    ProxyHintP = 1UL << ('P' - 'A'),

    /// <summary><c>R</c>: let one client renew the item once it has less than this time left.</summary>
    Recache = 1UL << ('R' - 'A'),

    /// <summary><c>T</c>: time to live to set.</summary>
    Ttl = 1UL << ('T' - 'A'),

    /// <summary><c>b</c>: the key is Base64 text.</summary>
    Base64Key = 1UL << ('b' - 'A'),

    /// <summary><c>c</c>: tell the CAS value.</summary>
    ReturnCas = 1UL << ('c' - 'A'),

    /// <summary><c>f</c>: tell the client flags.</summary>
    ReturnClientFlags = 1UL << ('f' - 'A'),

    /// <summary><c>h</c>: tell whether the item was fetched before.</summary>
    ReturnFetched = 1UL << ('h' - 'A'),

    /// <summary><c>k</c>: tell the key.</summary>
    ReturnKey = 1UL << ('k' - 'A'),

    /// <summary><c>l</c>: tell how long ago the item was last used.</summary>
    ReturnIdle = 1UL << ('l' - 'A'),

    /// <summary><c>q</c>: no reply where it says what was expected.</summary>
    Quiet = 1UL << ('q' - 'A'),

    /// <summary><c>s</c>: tell the length of the value.</summary>
    ReturnSize = 1UL << ('s' - 'A'),

    /// <summary><c>t</c>: tell the time that the item has left.</summary>
    ReturnTtl = 1UL << ('t' - 'A'),

    /// <summary><c>u</c>: leave no trace of this read.</summary>
    NoBump = 1UL << ('u' - 'A'),

    /// <summary><c>v</c>: the reply carries the value.</summary>
    ReturnValue = 1UL << ('v' - 'A'),

    /// <summary><c>x</c>: keep the item, empty.</summary>
    RemoveValue = 1UL << ('x' - 'A'),
}
