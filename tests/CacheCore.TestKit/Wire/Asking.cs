using System.Text;
using CacheCore.Protocol;
using CacheCore.Protocol.Administration;
using CacheCore.Protocol.Text;

namespace CacheCore.TestKit;

/// <summary>Questions over a <see cref="RawProbe"/> whose answers are followed by the parsers of CacheCore.Protocol.</summary>
internal static class Asking
{
    private const int LineEndLength = 2;

    /// <summary>Sends text commands, and reads until all of them have been answered, or the connection has ended.</summary>
    /// <param name="probe">The connection.</param>
    /// <param name="commands">Whole commands but for the last line end. None of them may be quiet.</param>
    public static string AskCommands(this RawProbe probe, string commands)
    {
        byte[] request = Encoding.Latin1.GetBytes(commands + "\r\n");
        probe.Send(request);
        var answer = new StringBuilder();
        var reader = new TextCommandReader(request);
        while (reader.Read(out TextCommand command) == ParseStatus.Command)
        {
            bool isAnswered = !command.NoReply && FormOf(command, request) != ReplyForm.None;
            if (isAnswered && !TryFollow(probe, FormOf(command, request), answer))
            {
                break;
            }
        }

        return answer.ToString();
    }

    /// <summary>Sends a command, and reads until what was answered ends so. The connection must not end before.</summary>
    public static string AskUntil(this RawProbe probe, string command, string end)
    {
        string answer = probe.Ask(command + "\r\n", end);
        Assert.That(answer, Does.EndWith(end), "The connection ended.");
        return answer;
    }

    /// <summary>Reads the next reply to a text command, or the next element of one; its value is left to be read.</summary>
    /// <param name="probe">The connection.</param>
    /// <param name="reply">The reply.</param>
    /// <param name="head">What it was parsed from, up to its value.</param>
    /// <returns>False: the connection has ended, or what came is no reply.</returns>
    public static bool TryReadReply(this RawProbe probe, out TextReply reply, out byte[] head)
    {
        while (true)
        {
            var reader = new TextReplyReader(probe.Arrived);
            ReplyStatus status = reader.Read(out reply);
            if (status is ReplyStatus.Reply or ReplyStatus.ValuePending)
            {
                int length = reply.HasValue ? reply.Value.Start : reader.Consumed;
                head = probe.Arrived[..length].ToArray();
                probe.Skip(length);
                return true;
            }

            head = probe.Arrived.ToArray();
            if (status == ReplyStatus.Malformed || !probe.TryReceive(known: head.Length))
            {
                return false;
            }
        }
    }

    private static ReplyForm FormOf(in TextCommand command, ReadOnlySpan<byte> request)
    {
        bool isCrawler = command.Verb == TextVerb.LruCrawler;
        return isCrawler && CrawlerCommand.Parse(command.ArgumentsIn(request), out CrawlerCommand crawler) == ReplyLine.None
            ? crawler.Form
            : VerbTable.RowOf(command.Verb).Form;
    }

    /// <summary>False: it did not come to its end.</summary>
    private static bool TryFollow(RawProbe probe, ReplyForm form, StringBuilder answer)
    {
        TextReply reply;
        do
        {
            bool isReply = probe.TryReadReply(out reply, out byte[] head);
            _ = answer.Append(Encoding.Latin1.GetString(head));
            if (!isReply)
            {
                return false;
            }

            if (reply.HasValue)
            {
                _ = answer.Append(probe.ReadExactly(reply.Value.Length + LineEndLength));
            }
        }
        while (form != ReplyForm.Log && !reply.Ends(form));

        return true;
    }
}
