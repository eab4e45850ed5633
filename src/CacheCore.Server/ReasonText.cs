namespace CacheCore.Server;

/// <summary>What exceptions say to people, in one line; they know nothing of parameters. Pure.</summary>
public static class ReasonText
{
    /// <summary>What one says.</summary>
    public static string Of(Exception exception)
    {
        string message = exception is ArgumentException { ParamName: { } name }
            ? exception.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal)
            : exception.Message;
        return string.Join(
            ' ', message.Split((char[])['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }
}
