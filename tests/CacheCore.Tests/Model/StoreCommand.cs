using CsCheck;

namespace CacheCore.Tests.Model;

/// <summary>What the model test does to a store.</summary>
internal enum Verb
{
    Set,
    SetInPieces,
    SetNumber,
    Add,
    Replace,
    Append,
    Prepend,
    CompareAndSwap,
    CompareAndSwapStale,
    Increment,
    IncrementOrCreate,
    Decrement,
    Get,
    Read,
    ReadIntoTooLittle,
    ReadIntoWriter,
    Info,
    GetMany,
    ReadMany,
    Touch,
    GetAndTouch,
    Refresh,
    Remove,
    RemoveVersion,
    RemoveStaleVersion,
    Enumerate,
    Clear,
    AdvanceClock,
    RunMaintenance,
    SetMemoryLimit,
}

/// <summary>How long an item is to live; spans are small so that they end within a sequence.</summary>
internal enum LifetimeKind
{
    Endless,
    Relative,
    Absolute,
    Sliding,
    SlidingAndRelative,
    SlidingAndAbsolute,
    RelativeAndAbsolute,
    Over,
    OverJustNow,
}

internal readonly record struct CommandLifetime(LifetimeKind Kind, long WindowTicks, long LastTicks)
{
    private static readonly Gen<long> Ticks = Gen.OneOf(
        Gen.Long[1, 5 * TimeSpan.TicksPerMillisecond],
        Gen.Long[1, 2_000].Select(milliseconds => milliseconds * TimeSpan.TicksPerMillisecond),
        Gen.Long[1, 100_000 * TimeSpan.TicksPerMillisecond]);

    public static Gen<CommandLifetime> Any { get; } = Gen.Select(
        Gen.Frequency(
            (4, Gen.Const(LifetimeKind.Endless)),
            (6, Gen.Enum<LifetimeKind>())),
        Ticks,
        Ticks,
        (kind, window, last) => new CommandLifetime(kind, window, last));

    public ItemOptions Options(DateTimeOffset now, uint flags)
    {
        TimeSpan window = TimeSpan.FromTicks(WindowTicks);
        TimeSpan last = TimeSpan.FromTicks(LastTicks);
        return Kind switch
        {
            LifetimeKind.Relative => new ItemOptions { AbsoluteExpirationRelativeToNow = last, Flags = flags },
            LifetimeKind.Absolute => new ItemOptions { AbsoluteExpiration = now + last, Flags = flags },
            LifetimeKind.Sliding => new ItemOptions { SlidingExpiration = window, Flags = flags },
            LifetimeKind.SlidingAndRelative =>
                new ItemOptions { SlidingExpiration = window, AbsoluteExpirationRelativeToNow = last, Flags = flags },
            LifetimeKind.SlidingAndAbsolute =>
                new ItemOptions { SlidingExpiration = window, AbsoluteExpiration = now + last, Flags = flags },
            LifetimeKind.RelativeAndAbsolute =>
                new ItemOptions { AbsoluteExpirationRelativeToNow = window, AbsoluteExpiration = now + last, Flags = flags },
            LifetimeKind.Over => new ItemOptions { AbsoluteExpiration = now - last, Flags = flags },
            LifetimeKind.OverJustNow => new ItemOptions { AbsoluteExpiration = now, Flags = flags },
            _ => new ItemOptions { Flags = flags },
        };
    }
}

/// <summary>One step of a random sequence. Each verb takes of it what it needs.</summary>
internal readonly record struct StoreCommand(
    Verb Verb, int Key, int Size, CommandLifetime Lifetime, uint Flags, ulong Number, int Milliseconds)
{
    public const int Keys = 12;

    private static readonly Gen<Verb> Verbs = Gen.Frequency(
        (20, Gen.Const(Verb.Set)),
        (10, Gen.Const(Verb.AdvanceClock)),
        (1, Gen.Const(Verb.Clear)),
        (40, Gen.Enum<Verb>().Select(verb => verb == Verb.Clear ? Verb.Get : verb)));

    private static readonly Gen<ulong> Numbers = Gen.OneOf(
        Gen.ULong[0, 20],
        Gen.Const(ulong.MaxValue),
        Gen.Const(9_999_999_999_999_999_999UL),
        Gen.ULong);

    /// <summary>Sequences for a store of a page size: values from nothing to several pages, most of them small.</summary>
    public static Gen<StoreCommand[]> Sequences(int pageSize, int largestValue, int length)
    {
        Gen<int> sizes = Gen.Frequency(
            (3, Gen.Int[0, 40]),
            (3, Gen.Int[0, 600]),
            (1, Gen.Int[(pageSize / 2) - 120, (pageSize / 2) + 20]),
            (1, Gen.Int[pageSize - 120, pageSize + 20]),
            (1, Gen.Int[0, largestValue]));
        return Gen.Select(
            Verbs,
            Gen.Int[0, Keys - 1],
            sizes,
            CommandLifetime.Any,
            Gen.Frequency((3, Gen.Const(0u)), (1, Gen.UInt)),
            Numbers,
            Gen.OneOf(Gen.Int[0, 5], Gen.Int[0, 500], Gen.Int[0, 20_000]),
            (verb, key, size, lifetime, flags, number, milliseconds) =>
                new StoreCommand(verb, key, size, lifetime, flags, number, milliseconds))
            .Array[0, length];
    }
}
