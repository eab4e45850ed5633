namespace CacheCore.Protocol.Text;

/// <summary>
/// Of how many elements a command's reply consists, so that whoever sends many commands knows whose reply it reads. What refuses a
/// command is one line, whatever the form: see <see cref="TextReply.Ends"/>.
/// </summary>
public enum ReplyForm : byte
{
    /// <summary>None at all: quit.</summary>
    None,

    /// <summary>One line, or one line and its value. A quiet command, or one with noreply, may have none.</summary>
    One,

    /// <summary>A value for every key that was found, then <c>END</c>.</summary>
    Values,

    /// <summary><c>STAT</c>, <c>ITEM</c> or <c>PREFIX</c> lines, then <c>END</c>; one line where there is nothing to list.</summary>
    Listing,

    /// <summary><c>OK</c>, which not every server says, then a line for every item, then <c>END</c> or <c>EN</c>.</summary>
    Dump,

    /// <summary><c>OK</c>, then log lines for as long as the connection lives.</summary>
    Log,
}
