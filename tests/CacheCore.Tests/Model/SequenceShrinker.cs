using NUnit.Framework.Internal;

namespace CacheCore.Tests.Model;

/// <summary>Leaves out of a failing sequence what it can fail without, so that what is left reads like a bug report.</summary>
internal static class SequenceShrinker
{
    /// <summary>Runs a sequence; a failure is thrown with the shortest sequence that still fails.</summary>
    public static void Run(StoreCommand[] commands, Action<StoreCommand[]> execute)
    {
        if (Failure(commands, execute) is null)
        {
            return;
        }

        StoreCommand[] shortest = Shorten(commands, execute);
        throw new InvalidOperationException(
            $"{Failure(shortest, execute)?.Message}{Environment.NewLine}{string.Join(Environment.NewLine, shortest)}");
    }

    private static StoreCommand[] Shorten(StoreCommand[] failing, Action<StoreCommand[]> execute)
    {
        for (int part = failing.Length; part > 0; part /= 2)
        {
            for (int start = 0; start < failing.Length;)
            {
                StoreCommand[] shorter = [.. failing[..start], .. failing.Skip(start + part)];
                if (Failure(shorter, execute) is null)
                {
                    start += part;
                }
                else
                {
                    failing = shorter;
                }
            }
        }

        return failing;
    }

    private static Exception? Failure(StoreCommand[] commands, Action<StoreCommand[]> execute)
    {
        // A context of its own: failures on the way to the shortest sequence are not the test's.
        using (new TestExecutionContext.IsolatedContext())
        {
            try
            {
                execute(commands);
                return null;
            }
#pragma warning disable CA1031 // Whatever goes wrong is a finding.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                return failure;
            }
        }
    }
}
