using CacheCore.Protocol.Binary;

namespace CacheCore.Protocol.Tests.Model;

/// <summary>A binary connection: reads requests, carries them out, answers.</summary>
/// <param name="store">What it speaks for.</param>
/// <param name="takesValuesInPieces">True: what has come of a value is taken at once. False: it is waited for as a whole.</param>
internal sealed class BinaryModel(ModelStore store, bool takesValuesInPieces) : IModelConnection
{
    private readonly ModelOutput _output = new();
    private readonly List<byte> _value = [];
    private byte[] _input = [];
    private byte[] _pendingHead = [];
    private ValueBlock _pendingValue;

    public bool IsClosed { get; private set; }

    public byte[] Receive(ReadOnlySpan<byte> bytes)
    {
        _input = [.. _input, .. bytes];
        bool goesOn = true;
        while (goesOn && !IsClosed)
        {
            goesOn = _pendingHead.Length > 0 ? TakePiece() : ReadCommands();
        }

        return _output.Take();
    }

    private bool ReadCommands()
    {
        var reader = new BinaryCommandReader(_input);
        BinaryCommand command;
        while (reader.Read(out command) == ParseStatus.Command)
        {
            Execute(command, _input, command.Value.In(_input));
        }

        IsClosed |= reader.Status == ParseStatus.Close;
        if (reader.Status == ParseStatus.ValuePending && takesValuesInPieces)
        {
            _pendingHead = _input[reader.Consumed..command.Value.Start];
            _pendingValue = command.ValueBlock;
            _input = _input[command.Value.Start..];
            return true;
        }

        _input = _input[reader.Consumed..];
        return false;
    }

    private bool TakePiece()
    {
        ValueStatus status = _pendingValue.Take(_input, out ReadOnlySpan<byte> piece, out int consumed);
        _value.AddRange(piece);
        _input = _input[consumed..];
        if (status == ValueStatus.NeedMore)
        {
            return false;
        }

        _ = new BinaryCommandReader(_pendingHead).Read(out BinaryCommand command);
        Execute(command, _pendingHead, _value.ToArray());
        _value.Clear();
        _pendingHead = [];
        return true;
    }

    private void Execute(in BinaryCommand command, ReadOnlySpan<byte> buffer, ReadOnlySpan<byte> value)
    {
        if (command.Error != BinaryStatus.Success)
        {
            Refuse(command, command.Error);
            return;
        }

        ReadOnlySpan<byte> key = command.Key.In(buffer);
        int written;
        switch (command.Verb)
        {
            case BinaryVerb.Get or BinaryVerb.GetAndTouch or BinaryVerb.Touch:
                Get(command, key);
                break;
            case BinaryVerb.Increment or BinaryVerb.Decrement:
                Count(command, key);
                break;
            case BinaryVerb.Delete:
                Delete(command, key);
                break;
            case BinaryVerb.Flush:
                store.Clear();
                Succeed(command, 0);
                break;
            case BinaryVerb.NoOp or BinaryVerb.Quit:
                Succeed(command, 0);
                break;
            case BinaryVerb.Version:
                _output.Add(BinaryReplyWriter.TryWriteText(_output.Room, command, BinaryStatus.Success, "1.6.18"u8, out written), written);
                break;
            case BinaryVerb.Stat:
                if (!key.SequenceEqual("reset"u8))
                {
                    Refuse(command, BinaryStatus.NotFound);
                    break;
                }

                _output.Add(BinaryReplyWriter.TryWriteStatistic(_output.Room, command, [], [], out written), written);
                break;
            case BinaryVerb.SaslList or BinaryVerb.SaslAuthenticate or BinaryVerb.SaslStep:
                Refuse(command, BinaryStatus.UnknownCommand);
                break;
            default:
                Store(command, key, value);
                break;
        }
    }

    private void Get(in BinaryCommand command, ReadOnlySpan<byte> key)
    {
        ModelItem? item = store.Find(key);
        int written;
        if (item is null)
        {
            if (!BinaryReplyWriter.IsHidden(command, BinaryStatus.NotFound))
            {
                _output.Add(BinaryReplyWriter.TryWriteMiss(_output.Room, command, key, out written), written);
            }

            return;
        }

        if (command.Verb != BinaryVerb.Get)
        {
            item.ExpiresAt = ModelStore.Deadline(command.Exptime);
        }

        _output.Add(
            command.Verb == BinaryVerb.Touch
                ? BinaryReplyWriter.TryWriteTouched(_output.Room, command, item.ClientFlags, item.Cas, out written)
                : BinaryReplyWriter.TryWriteItem(_output.Room, command, key, item.ClientFlags, item.Cas, item.Value, out written),
            written);
    }

    private void Store(in BinaryCommand command, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        StoreWay way = command.Verb switch
        {
            BinaryVerb.Append => StoreWay.Append,
            BinaryVerb.Prepend => StoreWay.Prepend,
            _ when command.Cas != 0 => StoreWay.CompareAndSwap,
            BinaryVerb.Add => StoreWay.Add,
            BinaryVerb.Replace => StoreWay.Replace,
            _ => StoreWay.Set,
        };
        StoreOutcome outcome = store.Store(way, key, value, command.ClientFlags, command.Exptime, command.Cas);
        switch (outcome)
        {
            case StoreOutcome.Stored:
                Succeed(command, store.Find(key)?.Cas ?? 0);
                break;
            case StoreOutcome.Exists:
                Refuse(command, BinaryStatus.KeyExists);
                break;
            case StoreOutcome.NotFound:
                Refuse(command, BinaryStatus.NotFound);
                break;
            case StoreOutcome.TooLarge:
                Refuse(command, BinaryStatus.TooLarge);
                break;
            default:
                Refuse(command, way switch
                {
                    StoreWay.Add => BinaryStatus.KeyExists,
                    StoreWay.Replace => BinaryStatus.NotFound,
                    _ => BinaryStatus.NotStored,
                });
                break;
        }
    }

    private void Delete(in BinaryCommand command, ReadOnlySpan<byte> key)
    {
        ModelItem? item = store.Find(key);
        if (item is not null && (command.Cas == 0 || command.Cas == item.Cas))
        {
            _ = store.Delete(key);
            Succeed(command, 0);
            return;
        }

        Refuse(command, item is null ? BinaryStatus.NotFound : BinaryStatus.KeyExists);
    }

    private void Count(in BinaryCommand command, ReadOnlySpan<byte> key)
    {
        ModelItem? item = store.Find(key);
        ulong number = command.Initial;
        if (item is null && command.Exptime != BinaryCommand.NeverCreate)
        {
            _ = store.Store(StoreWay.Set, key, System.Text.Encoding.ASCII.GetBytes($"{number}"), exptime: command.Exptime);
            item = store.Find(key);
        }
        else if (item is null)
        {
            Refuse(command, BinaryStatus.NotFound);
            return;
        }
        else if (command.Cas != 0 && command.Cas != item.Cas)
        {
            Refuse(command, BinaryStatus.KeyExists);
            return;
        }
        else if (!store.TryCount(item, command.Verb == BinaryVerb.Increment, command.Delta, out number))
        {
            Refuse(command, BinaryStatus.NonNumericValue);
            return;
        }

        if (!BinaryReplyWriter.IsHidden(command, BinaryStatus.Success))
        {
            _output.Add(BinaryReplyWriter.TryWriteNumber(_output.Room, command, number, item?.Cas ?? 0, out int written), written);
        }
    }

    private void Succeed(in BinaryCommand command, ulong cas)
    {
        if (!BinaryReplyWriter.IsHidden(command, BinaryStatus.Success))
        {
            _output.Add(BinaryReplyWriter.TryWriteSuccess(_output.Room, command, cas, out int written), written);
        }
    }

    private void Refuse(in BinaryCommand command, BinaryStatus status) =>
        _output.Add(BinaryReplyWriter.TryWriteError(_output.Room, command, status, out int written), written);
}
