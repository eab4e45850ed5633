using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace CacheCore.TestKit;

/// <summary>Assertions for hot loops on many threads: the text is put together only where it is needed.</summary>
internal static class Check
{
    public static void That(
        [DoesNotReturnIf(false)] bool holds, [InterpolatedStringHandlerArgument(nameof(holds))] ref Complaint complaint)
    {
        if (!holds)
        {
            throw new StressException(complaint.Text());
        }
    }

    public static void That([DoesNotReturnIf(false)] bool holds, string complaint)
    {
        if (!holds)
        {
            throw new StressException(complaint);
        }
    }

    [InterpolatedStringHandler]
    internal ref struct Complaint
    {
        private DefaultInterpolatedStringHandler _text;

        public Complaint(int literalLength, int formattedCount, bool holds, out bool isNeeded)
        {
            isNeeded = !holds;
            _text = holds ? default : new DefaultInterpolatedStringHandler(literalLength, formattedCount);
        }

        public void AppendLiteral(string text) => _text.AppendLiteral(text);

        public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

        public string Text() => _text.ToStringAndClear();
    }
}

/// <summary>What a worker saw that must not be.</summary>
internal sealed class StressException(string message) : Exception(message);
