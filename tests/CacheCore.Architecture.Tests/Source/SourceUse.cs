namespace CacheCore.Architecture.Tests.Source;

/// <summary>A file uses a type, or members of it.</summary>
/// <param name="Project">Of the file.</param>
/// <param name="File">Its path within the project.</param>
/// <param name="UsedProject">Of the type.</param>
/// <param name="UsedFile">The file that declares it; of several the first.</param>
/// <param name="Type">Its name with its namespace.</param>
/// <param name="IsPublic">Whether anybody may use it.</param>
internal sealed record SourceUse(string Project, string File, string UsedProject, string UsedFile, string Type, bool IsPublic)
{
    /// <summary>The folder of a file within its project, with those that it is in; empty: none.</summary>
    public static string FolderOf(string file) => file.Contains('/') ? file[..file.LastIndexOf('/')] : "";

    public override string ToString() => $"{Project}/{File} uses {Type} of {UsedProject}/{UsedFile}";
}
