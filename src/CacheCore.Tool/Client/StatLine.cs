using System.Text;
using CacheCore.Protocol;
using CacheCore.Protocol.Administration;
using CacheCore.Protocol.Text;

namespace CacheCore.Tool.Client;

/// <summary>One figure of <c>stats</c>: <c>STAT name value</c>, or <c>PREFIX</c> and <c>ITEM</c> in its place.</summary>
internal readonly record struct StatLine(string Name, string Value)
{
    /// <summary>The figure that a line tells. Pure.</summary>
    /// <param name="reply">The line.</param>
    /// <param name="buffer">What it was parsed from.</param>
    public static StatLine Of(in TextReply reply, ReadOnlySpan<byte> buffer) =>
        new(ReplyText.Of(reply.Key.In(buffer)), ReplyText.Of(reply.Arguments.In(buffer)));

    /// <summary>What the server answers to <c>stats</c> with a group behind it, or to <c>stats</c> alone.</summary>
    public static async Task<IReadOnlyList<StatLine>> AskAsync(MemcachedClient client, string group, CancellationToken cancel)
    {
        byte[] words = Encoding.UTF8.GetBytes(group);
        byte[] request = new byte[words.Length + ProtocolLimits.MaxKeyLength];
        _ = AdministrationRequest.TryWrite(request, TextVerb.Stats, words, out int length);
        await client.SendAsync(request.AsMemory(0, length), cancel).ConfigureAwait(false);
        var figures = new List<StatLine>();
        TextReply reply = await client.ReadAsync(cancel).ConfigureAwait(false);
        while (!reply.Ends(ReplyForm.Listing))
        {
            figures.Add(Of(reply, client.Received));
            reply = await client.ReadAsync(cancel).ConfigureAwait(false);
        }

        return figures;
    }
}
