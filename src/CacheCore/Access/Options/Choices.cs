namespace CacheCore.Access.Options;

/// <summary>The values of an enumeration, for messages.</summary>
internal static class Choices
{
    /// <summary>Their names, the last behind an "or".</summary>
    public static string Of<T>()
        where T : struct, Enum
    {
        string[] names = Enum.GetNames<T>();
        return $"{string.Join(", ", names[..^1])} or {names[^1]}";
    }
}
