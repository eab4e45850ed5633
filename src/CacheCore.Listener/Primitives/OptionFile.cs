namespace CacheCore.Listener.Primitives;

/// <summary>Files that options name.</summary>
internal static class OptionFile
{
    /// <summary>Reads one.</summary>
    /// <param name="option">The option that names it, as whoever set it calls it.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="read">Reads what is there.</param>
    /// <exception cref="IOException">It cannot be read; the message names option, file and reason in one line.</exception>
    public static T Read<T>(string option, string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new IOException($"{Name(option, path)} cannot be read: {WhyNot(path, failure)}", failure);
        }
    }

    /// <summary>Makes something of what one or several hold.</summary>
    /// <param name="files">Their options and paths, as a message begins with them.</param>
    /// <param name="make">Makes it, or throws.</param>
    /// <exception cref="InvalidDataException">They hold something else; the message says what is wrong in one line.</exception>
    public static T Use<T>(string files, Func<T> make)
    {
        try
        {
            return make();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Of any type: a key that does not go with its certificate is a CryptographicException or an ArgumentException, by its kind.
            throw new InvalidDataException($"{files} cannot be used: {ReasonText.Of(failure)}", failure);
        }
    }

    /// <summary>An option and its file, as a message begins with them.</summary>
    public static string Name(string option, string path) => $"{option}: the file '{path}'";

    /// <summary>The platform's messages name the path once more, and say of a folder that access to it is denied.</summary>
    private static string WhyNot(string path, Exception failure) => failure switch
    {
        _ when Directory.Exists(path) => "it is a folder",
        FileNotFoundException => "there is no such file",
        DirectoryNotFoundException => "there is no such folder",
        UnauthorizedAccessException => "permission denied",
        _ => ReasonText.Of(failure),
    };
}
