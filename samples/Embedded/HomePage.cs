namespace CacheCore.Samples.Embedded;

/// <summary>The page at <c>/</c>: home.html, built into the program.</summary>
internal static class HomePage
{
    public static string Html { get; } = Load();

    private static string Load()
    {
        using Stream stream = typeof(HomePage).Assembly.GetManifestResourceStream("home.html")!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
