using System.Globalization;

namespace CacheCore.Listener.Administration;

/// <summary>One statistic, as text.</summary>
internal readonly record struct Statistic(string Name, string Value)
{
    public Statistic(string name, long value)
        : this(name, value.ToString(CultureInfo.InvariantCulture))
    {
    }

    public Statistic(string name, double value, string format)
        : this(name, value.ToString(format, CultureInfo.InvariantCulture))
    {
    }

    public static Statistic YesNo(string name, bool value) => new(name, value ? "yes" : "no");

    public static Statistic OnOff(string name, bool value) => new(name, value ? "on" : "off");
}
