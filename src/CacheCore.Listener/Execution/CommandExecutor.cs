using CacheCore.Listener.Administration;
using CacheCore.Listener.Entry;
using CacheCore.Listener.Verbs;
using CacheCore.Protocol;
using CacheCore.Protocol.Classic;
using CacheCore.Protocol.Text;

namespace CacheCore.Listener.Execution;

/// <summary>
/// What is behind one connection, whatever it comes over: bytes in, replies out. Finds out which protocol is spoken, asks for credentials
/// where they are needed, and has commands carried out.
/// </summary>
internal sealed class CommandExecutor(
    CommandContext context, ClientSession client, IServerControl control, MemcachedProtocol protocol, EntryGate? gate)
{
    private BatchExecutor? _commands;
    private bool _isTrusted = gate is null or { IsSasl: true }; // binary connections are asked among their requests

    /// <summary>How long the input has to be before it is worth coming back; 0 = any more bytes may do.</summary>
    public int Needed => _commands?.Needed ?? 0;

    /// <summary>Carries out what the input holds.</summary>
    /// <param name="input">What has arrived and was not consumed before.</param>
    /// <param name="consumed">How much of it is done with.</param>
    public ExecutionStatus Execute(ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = 0;
        if (input.IsEmpty)
        {
            return ExecutionStatus.NeedMore;
        }

        context.Access.Clock.Remember();
        if (context.Flush.IsDue)
        {
            client.DoAside(context.Flush.RunDue);
            return ExecutionStatus.Aside;
        }

        _commands ??= ChooseProtocol(input[0]);
        int asked = 0;
        if (!_isTrusted && AskCredentials(input, out asked) is { } status)
        {
            consumed = asked;
            return status;
        }

        ExecutionStatus result = _commands.Execute(input[asked..], out consumed);
        consumed += asked;
        return result == ExecutionStatus.NeedMore && input.Length - consumed > Limits.LongestLine + context.MaxItemSize
            ? ExecutionStatus.Closed
            : result;
    }

    private BatchExecutor ChooseProtocol(byte first)
    {
        bool isBinary = protocol == MemcachedProtocol.Binary
            || (protocol == MemcachedProtocol.Auto && WireProtocols.Of(first) == WireProtocol.Binary);
        return isBinary || gate is { IsSasl: true }
            ? new BinaryExecutor(context, client, control, gate is { IsSasl: true } ? new SaslDialog(context, gate) : null)
            : new TextExecutor(context, client, control);
    }

    /// <summary>Asks who is there, which only text can answer. Null: the client may go on.</summary>
    private ExecutionStatus? AskCredentials(ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = 0;
        if (_commands is BinaryExecutor)
        {
            return ExecutionStatus.Closed;
        }

        while (!_isTrusted)
        {
            ReadOnlySpan<byte> rest = input[consumed..];
            ParseStatus status = TextCredentials.Read(rest, out TextCredentials given, out int taken);
            if (status != ParseStatus.Command)
            {
                return status == ParseStatus.Close ? ExecutionStatus.Closed : ExecutionStatus.NeedMore;
            }

            if (given.Error != ReplyLine.None)
            {
                consumed += taken;
                client.Output.Add(given.Error);
                continue;
            }

            if (!gate!.MayTry(client))
            {
                return ExecutionStatus.Paused;
            }

            consumed += taken;
            _isTrusted = gate.Accept(given.User.In(rest), given.Password.In(rest));
            if (!_isTrusted)
            {
                gate.NoteFailure();
            }

            client.Output.Add(_isTrusted ? ReplyLine.Stored : ReplyLine.AuthenticationFailure);
        }

        return null;
    }
}
