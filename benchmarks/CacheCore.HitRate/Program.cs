using System.CommandLine;
using CacheCore.HitRate.Commands;

RootCommand root = new(
    "Replays traces and made loads through CacheCore and its peers and tells how many requests each would have answered. "
        + "Results go to standard output, progress to standard error.")
{
    ReplayCommand.Create(),
    CompareCommand.Create(),
    ShiftCommand.Create(),
    ShareCommand.Create(),
    FreshCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
