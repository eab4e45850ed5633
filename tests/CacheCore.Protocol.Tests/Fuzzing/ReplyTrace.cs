using System.Text;

namespace CacheCore.Protocol.Tests.Fuzzing;

/// <summary>Replies, of either protocol.</summary>
/// <typeparam name="TReply">What a reply is parsed into.</typeparam>
internal abstract class ReplyTrace<TReply> : StreamTrace
    where TReply : struct
{
    private readonly StringBuilder _trace = new();
    private readonly List<byte> _value = [];
    private byte[] _input = [];
    private byte[]? _head;          // of a reply whose value is being taken
    private ValueBlock _block;
    private bool _isMalformed;

    public override string Of(byte[] bytes, int[] cuts, bool takesValuesInPieces)
    {
        _ = _trace.Clear();
        _value.Clear();
        (_input, _head, _isMalformed) = ([], null, false);
        foreach (byte[] piece in Cuts.Pieces(bytes, cuts))
        {
            _input = [.. _input, .. piece];
            bool goesOn = true;
            while (goesOn && !_isMalformed)
            {
                goesOn = _head is null ? Read(takesValuesInPieces) : TakePiece();
            }
        }

        return _trace.Append(Rest()).ToString();
    }

    /// <summary>Reads the first reply.</summary>
    protected abstract ReplyStatus Read(ReadOnlySpan<byte> input, out TReply reply, out int consumed);

    /// <summary>Where its value lies, and how it arrives.</summary>
    protected abstract ByteRange ValueOf(in TReply reply, out ValueBlock block);

    /// <summary>What it says, but for its value.</summary>
    protected abstract string Describe(in TReply reply, ReadOnlySpan<byte> head);

    private bool Read(bool takesValuesInPieces)
    {
        ReplyStatus status = Read(_input, out TReply reply, out int consumed);
        _isMalformed = status == ReplyStatus.Malformed;
        Assert.That(consumed, status == ReplyStatus.Reply ? Is.InRange(1, _input.Length) : Is.Zero);
        ByteRange value = status is ReplyStatus.Reply or ReplyStatus.ValuePending ? ValueOf(reply, out _block) : default;
        if (status == ReplyStatus.Reply)
        {
            Add(reply, _input, value.In(_input));
            _input = _input[consumed..];
            return _input.Length > 0;
        }

        if (status == ReplyStatus.ValuePending && takesValuesInPieces)
        {
            _head = _input[..value.Start];
            _input = _input[value.Start..];
            return true;
        }

        return false;
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

        Assert.That(Read(_head, out TReply reply, out _), Is.EqualTo(ReplyStatus.ValuePending));
        _isMalformed = status == ValueStatus.BadDataChunk;
        if (!_isMalformed)
        {
            Add(reply, _head, [.. _value]);
        }

        _head = null;
        _value.Clear();
        return _input.Length > 0;
    }

    private void Add(in TReply reply, ReadOnlySpan<byte> head, ReadOnlySpan<byte> value) =>
        _trace.Append(Describe(reply, head)).Append('=').Append(Convert.ToHexString(value)).Append('\n');

    /// <summary>What is left at the end: in the same words, whether or not a part of a value was taken.</summary>
    private string Rest()
    {
        if (_isMalformed)
        {
            return "malformed";
        }

        if (_head is null && Read(_input, out TReply pending, out _) == ReplyStatus.ValuePending)
        {
            ByteRange value = ValueOf(pending, out ValueBlock block);
            _head = _input[..value.Start];
            ValueStatus status = block.Take(_input.AsSpan(value.Start), out ReadOnlySpan<byte> piece, out _);
            Assert.That(status, Is.EqualTo(ValueStatus.NeedMore));
            _value.AddRange(piece);
            _input = [];
        }

        return $"head={Convert.ToHexString(_head ?? [])} value={Convert.ToHexString([.. _value])} rest={Convert.ToHexString(_input)}";
    }
}
