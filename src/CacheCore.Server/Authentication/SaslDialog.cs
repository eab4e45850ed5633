using CacheCore.Protocol.Binary;
using CacheCore.Server.Sessions;

namespace CacheCore.Server.Authentication;

/// <summary>
/// What a binary connection says about who is there: SASL with PLAIN, the one mechanism, in memcached's manner. Each of its requests begins
/// trust anew; a connection whose client has been found good cannot become another one's.
/// </summary>
/// <param name="gate">Where credentials are looked at.</param>
/// <param name="largestItem">Data that is longer than any item is refused as such.</param>
public sealed class SaslDialog(LoginGate gate, int largestItem)
{
    /// <summary>Longer data is nobody's: lines of users are shorter.</summary>
    private const int LongestData = 1024;

    private bool _isStarted;
    private bool _isOver;

    /// <summary>True: the client may do what it likes.</summary>
    public bool IsTrusted { get; private set; }

    /// <summary>What may be asked by anybody.</summary>
    public static bool IsOpenToAll(BinaryVerb verb) => verb is BinaryVerb.Version || IsPart(verb);

    /// <summary>True for the requests that are carried out here.</summary>
    public static bool IsPart(BinaryVerb verb) => verb is BinaryVerb.SaslList or BinaryVerb.SaslAuthenticate or BinaryVerb.SaslStep;

    /// <summary>True for data that is waited for as a whole; what is longer is passed over.</summary>
    public static bool WantsData(in BinaryCommand command) => IsPart(command.Verb) && command.Value.Length <= LongestData;

    /// <summary>Carries out one of the three requests; false: the client has to wait first.</summary>
    /// <param name="command">The request.</param>
    /// <param name="input">Where it lies; its value only if it was wanted.</param>
    /// <param name="client">Who asks.</param>
    public bool TryExecute(in BinaryCommand command, ReadOnlySpan<byte> input, ClientSession client)
    {
        if (command.Verb == BinaryVerb.SaslList)
        {
            IsTrusted = false;
            Answer(command, BinaryStatus.Success, SaslPlain.Mechanism, client);
            return true;
        }

        if (command.Key.Length > SaslPlain.MaxMechanismLength)
        {
            BinaryAnswers.Refuse(command, BinaryStatus.InvalidArguments, client);
            return true;
        }

        if (!WantsData(command))
        {
            Forget(command);
            bool isHuge = command.Value.Length > largestItem;
            BinaryAnswers.Refuse(command, isHuge ? BinaryStatus.OutOfMemory : Failed(), client);
            return true;
        }

        return IsQuestion(command) ? Ask(command, client) : TryCheck(command, input, client);
    }

    /// <summary>An authentication without data, which PLAIN answers with an empty challenge.</summary>
    private static bool IsQuestion(in BinaryCommand command) => command.Verb == BinaryVerb.SaslAuthenticate && command.Value.IsEmpty;

    private bool Ask(in BinaryCommand command, ClientSession client)
    {
        Forget(command);
        _isStarted = true;
        Answer(command, BinaryStatus.AuthenticationContinues, [], client);
        return true;
    }

    private bool TryCheck(in BinaryCommand command, ReadOnlySpan<byte> input, ClientSession client)
    {
        if (!gate.MayTry(client))
        {
            return false;
        }

        bool isExpected = !_isOver && (command.Verb == BinaryVerb.SaslAuthenticate ? IsPlain(command.Key.In(input)) : _isStarted);
        Forget(command);
        ReadOnlySpan<byte> data = command.Value.In(input);
        if (isExpected && SaslPlain.TryRead(data, out SaslPlain plain) && MayActAs(plain, data)
            && gate.Accept(plain.User.In(data), plain.Password.In(data)))
        {
            IsTrusted = _isOver = _isStarted = true;
            Answer(command, BinaryStatus.Success, SaslPlain.SuccessText, client);
            return true;
        }

        BinaryAnswers.Refuse(command, Failed(), client);
        return true;
    }

    private void Forget(in BinaryCommand command)
    {
        IsTrusted = false;
        _isStarted &= command.Verb == BinaryVerb.SaslStep;
    }

    private BinaryStatus Failed()
    {
        gate.NoteFailure();
        return BinaryStatus.AuthenticationError;
    }

    private static bool IsPlain(ReadOnlySpan<byte> mechanism) => System.Text.Ascii.EqualsIgnoreCase(mechanism, SaslPlain.Mechanism);

    private static bool MayActAs(SaslPlain plain, ReadOnlySpan<byte> data) =>
        plain.Identity.IsEmpty || plain.Identity.In(data).SequenceEqual(plain.User.In(data));

    private static void Answer(in BinaryCommand command, BinaryStatus status, ReadOnlySpan<byte> text, ClientSession client)
    {
        _ = BinaryReplyWriter.TryWriteText(
            client.Output.RoomFor(BinaryAnswers.HeadLength + text.Length), command, status, text, out int written);
        client.Output.Advance(written);
    }
}
