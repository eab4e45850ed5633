using CacheCore.Protocol;
using CacheCore.Protocol.Classic;
using CacheCore.Protocol.Text;
using CacheCore.Server.Authentication;
using CacheCore.Server.Sessions;

namespace CacheCore.Server.Execution;

/// <summary>
/// What every connection meets first: finds out which protocol is spoken, asks for credentials where they are needed, and has commands
/// carried out by what the server makes for that protocol.
/// </summary>
public sealed class ClientExecutor : ICommandExecutor
{
    private readonly ICommandExecutorFactory _executors;
    private readonly ClientSession _client;
    private readonly TurnLimits _limits;
    private readonly MemcachedProtocol _protocol;
    private readonly LoginGate? _gate;
    private ICommandExecutor? _commands;
    private bool _isBinary;
    private bool _isTrusted;

    /// <param name="executors">The server's.</param>
    /// <param name="client">Whose commands they are.</param>
    /// <param name="limits">What a command may bring.</param>
    /// <param name="protocol">What may be spoken.</param>
    /// <param name="gate">Where credentials are shown; null = nobody is asked.</param>
    public ClientExecutor(
        ICommandExecutorFactory executors, ClientSession client, TurnLimits limits, MemcachedProtocol protocol, LoginGate? gate)
    {
        _executors = executors;
        _client = client;
        _limits = limits;
        _protocol = protocol;
        _gate = gate;
        _isTrusted = gate is null or { IsSasl: true }; // binary connections are asked among their requests
    }

    /// <inheritdoc/>
    public int Needed { get; private set; }

    /// <inheritdoc/>
    public ExecutionStatus Execute(ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = 0;
        if (input.IsEmpty)
        {
            return ExecutionStatus.NeedMore;
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
        Needed = result == ExecutionStatus.NeedMore ? _commands.Needed : 0;
        return result == ExecutionStatus.NeedMore && input.Length - consumed > Limits.LongestLine + _limits.LargestItem
            ? ExecutionStatus.Closed
            : result;
    }

    private ICommandExecutor ChooseProtocol(byte first)
    {
        bool speaksBinary = _protocol == MemcachedProtocol.Binary
            || (_protocol == MemcachedProtocol.Auto && WireProtocols.Of(first) == WireProtocol.Binary);
        _isBinary = speaksBinary || _gate is { IsSasl: true };
        return _isBinary
            ? _executors.ForBinary(_client, _gate is { IsSasl: true } ? new SaslDialog(_gate, _limits.LargestItem) : null)
            : _executors.ForText(_client);
    }

    /// <summary>Asks who is there, which only text can answer. Null: the client may go on.</summary>
    private ExecutionStatus? AskCredentials(ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = 0;
        if (_isBinary)
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
                _client.Output.Add(given.Error);
                continue;
            }

            if (!_gate!.MayTry(_client))
            {
                return ExecutionStatus.Paused;
            }

            consumed += taken;
            _isTrusted = _gate.Accept(given.User.In(rest), given.Password.In(rest));
            if (!_isTrusted)
            {
                _gate.NoteFailure();
            }

            _client.Output.Add(_isTrusted ? ReplyLine.Stored : ReplyLine.AuthenticationFailure);
        }

        return null;
    }
}
