using System.Globalization;
using CacheCore.Access.Options;
using CacheCore.Server;
using Microsoft.Extensions.Configuration;

namespace CacheCore.Listener.Options;

/// <summary>
/// Where to listen: a list whose entries are addresses, or sections of options of their own. It takes the place of what was preset.
/// </summary>
internal sealed class EndpointsRow() : OptionRow<MemcachedListenerOptions>(nameof(MemcachedListenerOptions.Endpoints))
{
    public override string Unit => "addresses";

    public override string Range => "one or more";

    public static string NameOf(int index) =>
        string.Create(CultureInfo.InvariantCulture, $"{nameof(MemcachedListenerOptions.Endpoints)}[{index}]");

    public override object? ValueOf(MemcachedListenerOptions options) =>
        string.Join('\0', options.Endpoints.Select(static one => one.Address));

    public override void Check(MemcachedListenerOptions options, OptionProblems problems)
    {
        for (int i = 0; i < options.Endpoints?.Count; i++)
        {
            MemcachedEndpointTable.All.Check(options.Endpoints[i], problems.Within(NameOf(i)));
        }
    }

    protected override void Bind(
        IConfigurationSection entry, IConfigurationSection[] children, MemcachedListenerOptions options, List<string> problems)
    {
        if (children.Length > 0)
        {
            options.Endpoints = [.. children.Select(child => EndpointOf(child, problems))];
        }
        else if (!string.IsNullOrEmpty(entry.Value))
        {
            problems.Add(Unreadable(entry, "a list of addresses"));
        }
    }

    private static MemcachedEndpoint EndpointOf(IConfigurationSection section, List<string> problems)
    {
        var endpoint = new MemcachedEndpoint();
        endpoint.Address = section.Value ?? endpoint.Address;
        MemcachedEndpointTable.All.Bind(section, endpoint, problems);
        return endpoint;
    }
}
