namespace CacheCore.Tool.Tests.Clients;

/// <summary>A file with one user, while it is needed.</summary>
internal sealed class UserFile : IDisposable
{
    public UserFile(string user, string password) => File.WriteAllText(Path, $"{user}:{password}\n");

    public string Path { get; } = System.IO.Path.GetTempFileName();

    public void Dispose() => File.Delete(Path);
}
