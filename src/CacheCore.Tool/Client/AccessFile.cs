using CacheCore.Listener.Primitives;

namespace CacheCore.Tool.Client;

/// <summary>Files that a command line names. What is wrong with one ends the command with a line that names the option.</summary>
internal static class AccessFile
{
    /// <exception cref="RefusedException">It cannot be read, or holds something else.</exception>
    public static T Read<T>(string option, string path, Func<string, T> read) => OrRefuse(() => OptionFile.Read(option, path, read));

    /// <summary>Reads one as text, and makes something of that.</summary>
    /// <inheritdoc cref="Read"/>
    public static T Make<T>(string option, string path, Func<string, T> make) => OrRefuse(() =>
    {
        string text = OptionFile.Read(option, path, File.ReadAllText);
        return OptionFile.Use(OptionFile.Name(option, path), () => make(text));
    });

    /// <summary>The same of two.</summary>
    /// <inheritdoc cref="Read"/>
    public static T Make<T>((string Option, string Path) first, (string Option, string Path) second, Func<string, string, T> make) =>
        OrRefuse(() =>
        {
            string text = OptionFile.Read(first.Option, first.Path, File.ReadAllText);
            string other = OptionFile.Read(second.Option, second.Path, File.ReadAllText);
            string names = $"{OptionFile.Name(first.Option, first.Path)} with {OptionFile.Name(second.Option, second.Path)}";
            return OptionFile.Use(names, () => make(text, other));
        });

    private static T OrRefuse<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException)
        {
            throw new RefusedException(ExitCode.Usage, $"cachecore: {failure.Message}", failure);
        }
    }
}
