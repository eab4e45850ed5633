namespace CacheCore.HitRate.Commands;

/// <summary>Tells of a file that cannot be used in one line; anything else is a fault of the program and keeps its stack trace.</summary>
internal static class Failures
{
    public static int Tell(Action work)
    {
        try
        {
            work();
            return 0;
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(failure.Message);
            return 1;
        }
    }
}
