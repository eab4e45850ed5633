using System.CommandLine;

namespace CacheCore.HitRate.Commands;

/// <summary>Options that are refused below a least value.</summary>
internal static class Limits
{
    public static void AtLeast(Option<int> option, int least) =>
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < least)
            {
                result.AddError($"{option.Name} must be at least {least}.");
            }
        });
}
