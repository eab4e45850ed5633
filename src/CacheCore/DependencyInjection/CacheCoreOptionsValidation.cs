using CacheCore.Parts;
using Microsoft.Extensions.Options;

namespace CacheCore.DependencyInjection;

/// <summary>Has the options of every added cache checked, when the host starts and again when its store is made.</summary>
internal sealed class CacheCoreOptionsValidation : IValidateOptions<CacheCoreOptions>
{
    public ValidateOptionsResult Validate(string? name, CacheCoreOptions options)
    {
        IReadOnlyList<string> problems = CacheCoreOptionsValidator.Problems(options);
        if (problems.Count == 0)
        {
            return ValidateOptionsResult.Success;
        }

        return ValidateOptionsResult.Fail(string.IsNullOrEmpty(name) ? problems : problems.Select(problem => $"Cache '{name}': {problem}"));
    }
}
