using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace CacheCore.TestKit;

/// <summary>
/// Marks a fixture that loads all cores for a minute or more. A plain <c>dotnet test</c> shows its tests as skipped; whoever
/// names the category runs them: <c>dotnet test -c Release --filter TestCategory=Stress</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class StressAttribute : NUnitAttribute, IApplyToTest
{
    private const string Category = "Stress";

    public void ApplyToTest(Test test)
    {
        test.Properties.Add(PropertyNames.Category, Category);
        if (test.RunState == RunState.Runnable)
        {
            test.RunState = RunState.Explicit;
            test.Properties.Set(PropertyNames.SkipReason, $"runs with --filter TestCategory={Category}");
        }
    }
}
