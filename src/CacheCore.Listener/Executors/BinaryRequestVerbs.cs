using CacheCore.Listener.Administration;
using CacheCore.Listener.Verbs;

namespace CacheCore.Listener.Executors;

/// <summary>What binary requests do, made once for all connections of a server.</summary>
internal sealed class BinaryRequestVerbs(CommandContext context, StorageVerbs storage, IServerControl control)
{
    public StorageVerbs Storage { get; } = storage;

    public BinaryVerbs Items { get; } = new(context, storage);

    public BinaryAdministration Administration { get; } = new(context, control);
}
