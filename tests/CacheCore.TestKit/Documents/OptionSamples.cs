using System.Globalization;
using System.Reflection;

namespace CacheCore.TestKit;

/// <summary>Values other than the preset ones, by reflection, as tests may use it.</summary>
internal static class OptionSamples
{
    /// <summary>Gives one property another value.</summary>
    public static void Change(object options, string name)
    {
        PropertyInfo property = options.GetType().GetProperty(name)!;
        property.SetValue(options, Other(property.PropertyType, property.GetValue(options)));
    }

    private static object Other(Type type, object? value) => (Nullable.GetUnderlyingType(type) ?? type, value) switch
    {
        (_, bool flag) => !flag,
        (_, int number) => number + 1,
        (_, long number) => number + 1,
        (_, double number) => number + 0.5,
        (_, string text) => text + "?",
        (_, char one) => (char)(one + 1),
        (_, TimeSpan time) => time + TimeSpan.FromSeconds(1),
        (_, Enum choice) => Enum.ToObject(choice.GetType(), Convert.ToInt32(choice, CultureInfo.InvariantCulture) + 1),
        (_, IList<string> texts) => new List<string>([.. texts, "?"]),
        ({ } one, null) when one == typeof(double) => 0.5,
        ({ } one, null) when one == typeof(long) => 1L,
        ({ } one, null) when one == typeof(int) => 1,
        ({ } one, null) when one == typeof(TimeSpan) => TimeSpan.FromSeconds(1),
        ({ } one, null) when one == typeof(IList<int>) => new List<int> { 64 },
        ({ } one, null) when one == typeof(string) => "?",
        ({ } one, _) => throw new NotSupportedException($"A {one} has no other value here."),
    };
}
