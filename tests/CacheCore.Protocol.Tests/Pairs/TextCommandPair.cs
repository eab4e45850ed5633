namespace CacheCore.Protocol.Tests.Pairs;

/// <summary>Pairs whose messages are text commands.</summary>
internal abstract class TextCommandPair : Pair
{
    public override int Read(ReadOnlySpan<byte> arrived, List<string> said)
    {
        var reader = new TextCommandReader(arrived);
        while (reader.Read(out Protocol.Text.TextCommand command) == ParseStatus.Command)
        {
            said.Add(Describe(command, arrived));
        }

        return reader.Consumed;
    }

    /// <summary>What a command says, in the words that <see cref="Pair.Write"/> has for it.</summary>
    protected abstract string Describe(in Protocol.Text.TextCommand command, ReadOnlySpan<byte> buffer);
}
