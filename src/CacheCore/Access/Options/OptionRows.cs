using System.Runtime.CompilerServices;

namespace CacheCore.Access.Options;

/// <summary>
/// Makes the rows of a table. The name of an option is that of its property, which the compiler hands over as it is written:
/// <c>o => o.MemoryLimit</c>.
/// </summary>
internal static class OptionRows<TOptions>
{
    /// <inheritdoc cref="ValueRow{TOptions, T}"/>
    public static ValueRow<TOptions, T> Of<T>(
        Func<TOptions, T> get,
        Action<TOptions, T> set,
        OptionReader<T> reader,
        OptionRange<T>? range = null,
        bool moves = false,
        Predicate<TOptions>? unless = null,
        [CallerArgumentExpression(nameof(get))] string property = "") =>
        new(NameIn(property), get, set, reader, range, unless) { Moves = moves };

    /// <inheritdoc cref="ListRow{TOptions, T}"/>
    public static ListRow<TOptions, T> List<T>(
        string kind,
        Func<TOptions, IList<T>?> get,
        Action<TOptions, List<T>> set,
        OptionReader<T> reader,
        OptionRange<IList<T>?>? range = null,
        OptionRange<T>? each = null,
        [CallerArgumentExpression(nameof(get))] string property = "") =>
        new(NameIn(property), get, set, kind, reader, range, each);

    public static string NameIn(string property) => property[(property.LastIndexOf('.') + 1)..];
}
