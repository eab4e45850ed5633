using CacheCore.Listener.Administration;
using CacheCore.Listener.Verbs;

namespace CacheCore.Listener.Executors;

/// <summary>What text commands do, made once for all connections of a server.</summary>
internal sealed class TextVerbs(CommandContext context, StorageVerbs storage, IServerControl control)
{
    public StorageVerbs Storage { get; } = storage;

    public ClassicVerbs Classic { get; } = new(context, storage);

    public RetrievalVerbs Retrievals { get; } = new(context);

    public MetaVerbs Metas { get; } = new(context, storage);

    public AdministrationVerbs Administration { get; } = new(context, control);
}
