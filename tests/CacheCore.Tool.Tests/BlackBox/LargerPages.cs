using System.Globalization;

namespace CacheCore.Tool.Tests.BlackBox;

/// <summary>A library that makes the system's pages look larger than they are, to be loaded before the C library.</summary>
internal static class LargerPages
{
    private const string Source = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <unistd.h>

        long sysconf(int name)
        {
            long (*real)(int) = (long (*)(int))dlsym(RTLD_NEXT, "sysconf");
            return name == _SC_PAGESIZE ? PAGE : real(name);
        }

        int getpagesize(void) { return PAGE; }
        """;

    private static readonly Lock Making = new();
    private static readonly string Folder = Directory.CreateTempSubdirectory("cachecore").FullName;

    /// <summary>The library for pages of so many KiB, made if it is not there yet.</summary>
    public static string Library(int kibibytes)
    {
        Tools.Require("gcc");
        lock (Making)
        {
            string library = Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"pages{kibibytes}.so"));
            if (!File.Exists(library))
            {
                string source = Path.Combine(Folder, "pages.c");
                File.WriteAllText(source, Source);
                _ = Tools.Run(
                    "gcc", "-shared", "-fPIC", string.Create(CultureInfo.InvariantCulture, $"-DPAGE={kibibytes << 10}"), "-o", library,
                    source, "-ldl");
            }

            return library;
        }
    }
}
