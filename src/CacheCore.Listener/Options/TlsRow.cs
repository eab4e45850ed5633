using CacheCore.Access.Options;
using CacheCore.Server;
using Microsoft.Extensions.Configuration;

namespace CacheCore.Listener.Options;

/// <summary>How connections are encrypted: a section of options of its own. One that names anything turns encryption on.</summary>
internal sealed class TlsRow() : OptionRow<MemcachedListenerOptions>(nameof(MemcachedListenerOptions.Tls))
{
    public override string Unit => "section";

    public override string Range => "see";

    public override object? ValueOf(MemcachedListenerOptions options) => options.Tls;

    public override void Check(MemcachedListenerOptions options, OptionProblems problems)
    {
        if (options.Tls is { } tls)
        {
            MemcachedTlsOptionsTable.All.Check(tls, problems.Within(Name));
        }
    }

    protected override void Bind(
        IConfigurationSection entry, IConfigurationSection[] children, MemcachedListenerOptions options, List<string> problems)
    {
        if (!string.IsNullOrEmpty(entry.Value))
        {
            problems.Add(Unreadable(entry, "a section with CertificateFile and what belongs to it"));
        }
        else if (children.Length > 0)
        {
            MemcachedTlsOptionsTable.All.Bind(entry, options.Tls ??= new MemcachedTlsOptions(), problems);
        }
    }
}
