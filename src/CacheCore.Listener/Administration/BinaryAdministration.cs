using System.Text;
using CacheCore.Listener.Statistics;
using CacheCore.Listener.Verbs;
using CacheCore.Protocol.Administration;
using CacheCore.Protocol.Binary;
using CacheCore.Protocol.Text;
using CacheCore.Server.Sessions;

namespace CacheCore.Listener.Administration;

/// <summary>Carries out binary requests that have no key of an item.</summary>
internal sealed class BinaryAdministration(CommandContext context, IServerControl control)
{
    private readonly byte[] _version = Encoding.ASCII.GetBytes(context.Options.Version);
    private readonly StatisticGroups _groups = new(context, control);
    private readonly KeyDump _dumps = new(context);

    public void Execute(in BinaryCommand command, ReadOnlySpan<byte> buffer, ClientSession client)
    {
        switch (command.Verb)
        {
            case BinaryVerb.Flush:
                Flush(command, client);
                break;
            case BinaryVerb.NoOp:
                BinaryAnswers.Succeed(command, cas: 0, client);
                break;
            case BinaryVerb.Quit:
                BinaryAnswers.Succeed(command, cas: 0, client);
                client.IsOver = true;
                break;
            case BinaryVerb.Version:
                int room = BinaryAnswers.HeadLength + _version.Length;
                _ = BinaryReplyWriter.TryWriteText(client.Output.RoomFor(room), command, BinaryStatus.Success, _version, out int written);
                client.Output.Advance(written);
                break;
            case BinaryVerb.Stat:
                Stat(command, buffer, client);
                break;
            default:
                BinaryAnswers.Refuse(command, BinaryStatus.UnknownCommand, client); // SASL, which is not offered
                break;
        }
    }

    private void Flush(BinaryCommand command, ClientSession client) => client.Offload(() =>
    {
        context.Counts.Mine.Add(ListenerCounter.Flushes);
        if (context.Options.AllowFlush)
        {
            context.Flush.Plan(command.Exptime);
            BinaryAnswers.Succeed(command, cas: 0, client);
        }
        else
        {
            BinaryAnswers.Refuse(command, BinaryStatus.AuthenticationError, client);
        }
    });

    private void Stat(in BinaryCommand command, ReadOnlySpan<byte> buffer, ClientSession client)
    {
        Words words = new(buffer, command.Key);
        ReplyLine problem = StatsCommand.Parse(words, out StatsCommand stats);
        IEnumerable<Statistic>? list = problem == ReplyLine.None ? ListOf(stats.Group, words) : null;
        if (list is null)
        {
            BinaryAnswers.Refuse(command, BinaryStatus.NotFound, client);
            return;
        }

        if (stats.Group == StatsGroup.Sizes)
        {
            BinaryCommand asked = command;
            client.Offload(() => Write(asked, list, client));
        }
        else
        {
            Write(command, list, client);
        }
    }

    private static void Write(in BinaryCommand command, IEnumerable<Statistic> list, ClientSession client)
    {
        foreach (Statistic one in list)
        {
            Write(command, Encoding.UTF8.GetBytes(one.Name), Encoding.UTF8.GetBytes(one.Value), client);
        }

        Write(command, [], [], client);
    }

    private IEnumerable<Statistic>? ListOf(StatsGroup group, Words words)
    {
        switch (group)
        {
            case StatsGroup.Reset:
                context.ResetStatistics();
                return [];
            case StatsGroup.DetailOn or StatsGroup.DetailOff when context.Options.AllowDumps:
                context.Prefixes.IsOn = group == StatsGroup.DetailOn;
                return [];
            case StatsGroup.DetailDump when context.Options.AllowDumps:
                return [new Statistic("detailed", Prefixes())];
            default:
                return _groups.List(group, words);
        }
    }

    private string Prefixes()
    {
        var text = new System.Buffers.ArrayBufferWriter<byte>();
        var output = new ReplyBuffer(text);
        _dumps.Prefixes(output);
        output.Commit();
        return Encoding.Latin1.GetString(text.WrittenSpan);
    }

    private static void Write(in BinaryCommand command, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ClientSession client)
    {
        int room = BinaryAnswers.HeadLength + name.Length + value.Length;
        _ = BinaryReplyWriter.TryWriteStatistic(client.Output.RoomFor(room), command, name, value, out int written);
        client.Output.Advance(written);
    }
}
