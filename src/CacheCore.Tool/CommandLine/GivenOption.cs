namespace CacheCore.Tool.CommandLine;

/// <summary>An option as somebody gave it.</summary>
internal readonly record struct GivenOption(char Letter, string Argument);
