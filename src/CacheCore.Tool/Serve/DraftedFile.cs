namespace CacheCore.Tool.Serve;

/// <summary>Files that readers find whole or not at all: drafted beside their place, then moved there.</summary>
internal static class DraftedFile
{
    /// <summary>Writes one. Where that cannot be done, no draft is left.</summary>
    /// <param name="path">Its place; what is there gives way.</param>
    /// <param name="suffix">What the draft's name has more.</param>
    /// <param name="text">What it holds.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Write(string path, string suffix, string text)
    {
        string draft = path + suffix;
        File.WriteAllText(draft, text);
        try
        {
            File.Move(draft, path, overwrite: true);
        }
        catch
        {
            TryRemove(draft);
            throw;
        }
    }

    private static void TryRemove(string draft)
    {
        try
        {
            File.Delete(draft);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Whoever wanted the file is told of its folder already.
        }
    }
}
