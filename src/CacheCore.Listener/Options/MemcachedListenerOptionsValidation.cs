using Microsoft.Extensions.Options;

namespace CacheCore.Listener.Options;

/// <summary>Has the options of every added listener checked, when the host starts and again when its server is made.</summary>
internal sealed class MemcachedListenerOptionsValidation : IValidateOptions<MemcachedListenerOptions>
{
    public ValidateOptionsResult Validate(string? name, MemcachedListenerOptions options)
    {
        IReadOnlyList<string> problems = MemcachedListenerOptionsValidator.Problems(options);
        return problems.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(string.IsNullOrEmpty(name) ? problems : problems.Select(problem => $"Listener of cache '{name}': {problem}"));
    }
}
