using System.Globalization;
using System.Text;
using CacheCore.Protocol.Binary;

namespace CacheCore.Protocol.Tests.Fuzzing;

/// <summary>
/// All that is read from a stream of binary requests, as text. What must hold for every command whatever was sent is checked on
/// the way.
/// </summary>
internal sealed class BinaryTrace : StreamTrace
{
    private readonly StringBuilder _trace = new();
    private readonly List<byte> _value = [];
    private byte[] _input = [];
    private byte[] _head = [];
    private ValueBlock _block;
    private bool _isClosed;

    public override string Of(byte[] bytes, int[] cuts, bool takesValuesInPieces)
    {
        _trace.Clear();
        _value.Clear();
        (_input, _head, _isClosed) = ([], [], false);
        foreach (byte[] piece in Cuts.Pieces(bytes, cuts))
        {
            _input = [.. _input, .. piece];
            bool goesOn = true;
            while (goesOn && !_isClosed)
            {
                goesOn = _head.Length > 0 ? TakePiece() : Read(takesValuesInPieces);
            }
        }

        string rest = Convert.ToHexString([.. _head, .. _value, .. _input]);
        return _trace.Append(_isClosed ? "closed" : rest).ToString();
    }

    private bool Read(bool takesValuesInPieces)
    {
        var reader = new BinaryCommandReader(_input);
        BinaryCommand command;
        int before = 0;
        while (reader.Read(out command) == ParseStatus.Command)
        {
            Assert.That(
                reader.Consumed, Is.InRange(before + BinaryFrame.HeaderLength, _input.Length), "progress, and nothing beyond the buffer");
            before = reader.Consumed;
            Describe(command, _input, command.Value.In(_input));
        }

        Assert.That(reader.Consumed, Is.EqualTo(before), "only whole commands are consumed");
        Assert.That(reader.Read(out _), Is.EqualTo(reader.Status), "what ended the reading stays the answer");
        _isClosed = reader.Status == ParseStatus.Close;
        bool takesPieces = reader.Status == ParseStatus.ValuePending && takesValuesInPieces;
        if (takesPieces)
        {
            _head = _input[reader.Consumed..command.Value.Start];
            _block = command.ValueBlock;
        }

        _input = _input[(takesPieces ? command.Value.Start : reader.Consumed)..];
        return takesPieces;
    }

    private bool TakePiece()
    {
        ValueStatus status = _block.Take(_input, out ReadOnlySpan<byte> piece, out int consumed);
        _value.AddRange(piece);
        _input = _input[consumed..];
        if (status == ValueStatus.NeedMore)
        {
            Assert.That(_input, Is.Empty, "all that was there is taken");
            return false;
        }

        Assert.That(status, Is.EqualTo(ValueStatus.Complete));
        Assert.That(new BinaryCommandReader(_head).Read(out BinaryCommand command), Is.EqualTo(ParseStatus.ValuePending));
        Describe(command, _head, [.. _value]);
        _head = [];
        _value.Clear();
        return true;
    }

    private void Describe(in BinaryCommand command, ReadOnlySpan<byte> buffer, ReadOnlySpan<byte> value)
    {
        Note($"{command.Verb} {command.Error}");
        Assert.That(command.Verb == BinaryVerb.Unknown && command.Error == BinaryStatus.Success, Is.False);
        Assert.That(command.Key.Length, Is.LessThanOrEqualTo(ProtocolLimits.MaxKeyLength));
        _ = _trace.Append(
            CultureInfo.InvariantCulture,
            $"{command.Verb} {command.Opcode} {command.IsQuiet} {command.ReturnsKey} {command.Error} "
            + $"{command.ClosesConnection} {command.Opaque} "
            + $"{command.Cas} {command.Exptime} {command.ClientFlags} {command.Delta} {command.Initial} ")
            .Append(Convert.ToHexString(command.Key.In(buffer))).Append('=').Append(Convert.ToHexString(value)).Append('\n');
    }
}
