using System.Runtime.CompilerServices;
using CacheCore.Access.Items;
using CacheCore.Protocol;
using CacheCore.Protocol.Classic;
using CacheCore.Protocol.Text;
using CacheCore.Server.Sessions;

namespace CacheCore.Listener.Verbs;

/// <summary>
/// Carries out get, gets, gat and gats. Of many keys a group at a time is hashed and fetched before the first of it is read. When enough
/// was written the command pauses, so that the replies of one line never take more memory than that and one value.
/// </summary>
[SkipLocalsInit] // a read's locals are large, and all of them are written
internal sealed class RetrievalVerbs(CommandContext context)
{
    private const int GroupSize = 16;
    private const int MaxAttempts = 1000;

    /// <summary>Goes on with a retrieval; false: it paused, and <paramref name="next"/> is where it goes on.</summary>
    /// <param name="retrieval">The command.</param>
    /// <param name="buffer">What its keys lie in.</param>
    /// <param name="client">Who asked.</param>
    /// <param name="pauseAt">Bytes of replies after which to pause.</param>
    /// <param name="next">Distance from the first byte of the keys; 0 at first.</param>
    public bool Execute(in Retrieval retrieval, ReadOnlySpan<byte> buffer, ClientSession client, long pauseAt, ref int next)
    {
        Span<ByteRange> keys = stackalloc ByteRange[GroupSize];
        Span<ulong> hashes = stackalloc ulong[GroupSize];
        ByteRange all = retrieval.Keys;
        while (true)
        {
            int start = all.Start + next;
            int count = TakeGroup(buffer, new ByteRange(start, all.End - start), keys, hashes);
            for (int i = 0; i < count; i++)
            {
                if (client.Output.Pending >= pauseAt)
                {
                    next = keys[i].Start - all.Start;
                    return false;
                }

                Retrieve(in retrieval, keys[i].In(buffer), hashes[i], client);
            }

            if (count < GroupSize)
            {
                client.Output.Add(ReplyLine.End);
                return true;
            }

            next = keys[count - 1].End - all.Start;
        }
    }

    /// <summary>Carries out the retrieval of one key, whose hash is known already.</summary>
    public void ExecuteOne(in TextCommand command, ReadOnlySpan<byte> buffer, ulong hash, ClientSession client)
    {
        Retrieve(new Retrieval(in command), command.Key.In(buffer), hash, client);
        client.Output.Add(ReplyLine.End);
    }

    private int TakeGroup(ReadOnlySpan<byte> buffer, ByteRange rest, Span<ByteRange> keys, Span<ulong> hashes)
    {
        int count = 0;
        Words.Enumerator words = new Words(buffer, rest).GetEnumerator();
        while (count < GroupSize && words.MoveNext())
        {
            keys[count] = words.Range;
            hashes[count] = context.Access.Hash(words.Current);
            context.Access.PrefetchBucket(hashes[count]);
            count++;
        }

        foreach (ulong hash in hashes[..count])
        {
            context.Access.PrefetchItem(hash);
        }

        return count;
    }

    private void Retrieve(in Retrieval retrieval, ReadOnlySpan<byte> key, ulong hash, ClientSession client)
    {
        bool isTouch = retrieval.Verb is TextVerb.Gat or TextVerb.Gats;
        bool hasCas = retrieval.Verb is TextVerb.Gets or TextVerb.Gats;
        bool isFound = isTouch
            ? TryGetAndTouch(key, hash, hasCas, retrieval.Exptime, client.Output, out FoundItem item)
            : TryGet(key, hash, hasCas, client.Output, out item);
        context.Lookups.Add(key, isFound, isTouch, item, client.Number);
    }

    private bool TryGet(ReadOnlySpan<byte> key, ulong hash, bool hasCas, ReplyBuffer output, out FoundItem item)
    {
        bool isFound = TryRead(key, hash, hasCas, output, out item, out int length);
        output.Advance(length);
        return isFound;
    }

    /// <summary>The lifetime is for the very value that is sent: if another one came in between, that is read instead.</summary>
    private bool TryGetAndTouch(ReadOnlySpan<byte> key, ulong hash, bool hasCas, int exptime, ReplyBuffer output, out FoundItem item)
    {
        ItemLifetime lifetime = context.Time.LifetimeOf(exptime);
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (!TryRead(key, hash, hasCas, output, out item, out int length))
            {
                return false;
            }

            Amendment amendment = new() { ExpectedVersion = item.Version, Lifetime = lifetime };
            WriteResult result = context.Access.Amend(key, hash, in amendment, out _);
            if (result != WriteResult.VersionMismatch)
            {
                output.Advance(result == WriteResult.Stored ? length : 0);
                return result == WriteResult.Stored;
            }
        }

        item = default;
        return false;
    }

    /// <summary>Writes the reply for an item into the output's room, without advancing it.</summary>
    private bool TryRead(ReadOnlySpan<byte> key, ulong hash, bool hasCas, ReplyBuffer output, out FoundItem item, out int length)
    {
        int needed = ClassicReplyWriter.MaxValueOverhead + key.Length + ClassicReplyWriter.LineEnd.Length;
        while (true)
        {
            var reader = new ValueReader(output.RoomFor(needed), key, hasCas, context.Cas);
            ReadResult result = context.Access.Read(key, hash, ref reader);
            item = reader.Item;
            if (result == ReadResult.Hit)
            {
                reader.Finish();
                length = reader.Length;
                return true;
            }

            if (result == ReadResult.Miss)
            {
                length = 0;
                return false;
            }

            needed = reader.Length;
        }
    }
}
