using System.Globalization;
using CacheCore.Access.Options;
using CacheCore.Listener.Options;
using CacheCore.Server;

namespace CacheCore.Listener.Tests.Options;

/// <summary>docs/listener.md and the tables of the options say the same, and leave no property out.</summary>
internal sealed class ListenerDocumentTests
{
    // What is read from other properties and cannot be set.
    private static readonly string[] Derived = [nameof(MemcachedEndpoint.UnixPath)];

    [Test]
    public void Each_property_has_a_row_that_gets_it()
    {
        CheckRows(MemcachedListenerOptionsTable.All);
        CheckRows(MemcachedTlsOptionsTable.All);
        CheckRows(MemcachedEndpointTable.All);
    }

    [Test]
    public void Ranges_and_defaults_are_those_in_force()
    {
        CheckDocument("Option", MemcachedListenerOptionsTable.All);
        CheckDocument("Option of `Tls`", MemcachedTlsOptionsTable.All);
    }

    private static void CheckRows<T>(OptionTable<T> table)
        where T : class, new()
    {
        IEnumerable<string> properties = typeof(T).GetProperties().Select(static property => property.Name).Except(Derived);
        Assert.That(table.Rows.Select(static row => row.Name), Is.EquivalentTo(properties));
        foreach (OptionRow<T> row in table.Rows.Where(static row => row is not (EndpointsRow or TlsRow)))
        {
            T options = new();
            OptionSamples.Change(options, row.Name);

            Assert.That(table.Changed(options, new T(), moving: false), Is.EqualTo((string[])[row.Name]));
        }
    }

    private static void CheckDocument<T>(string header, OptionTable<T> table)
        where T : class, new()
    {
        IReadOnlyList<string[]> documented = DocumentTables.Rows("listener.md", header);
        Assert.That(documented.Select(static row => row[0]), Is.EqualTo(table.Rows.Select(static row => row.Name)));
        foreach ((OptionRow<T> row, string[] document) in table.Rows.Zip(documented))
        {
            Assert.That(document[1], Does.StartWith(row.Range == "-" ? row.Unit : row.Range), row.Name);
            Assert.That(document[2], Does.Match($"^{Shown(row.ValueOf(new T()))}($|[ ,])"), row.Name);
        }
    }

    private static string Shown(object? value) => value switch
    {
        null => "null",
        "" => "none",
        bool flag => flag ? "true" : "false",
        int and >= 1 << 10 and < 1 << 18 => ((int)value).ToString("N0", CultureInfo.InvariantCulture),
        int size and >= 1 << 20 => $"{size >> 20} MiB",
        int size and >= 1 << 18 => $"{size >> 10} KiB",
        TimeSpan time => $"{time.TotalSeconds} s",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
