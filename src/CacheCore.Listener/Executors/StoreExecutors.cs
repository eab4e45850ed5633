using CacheCore.Listener.Administration;
using CacheCore.Listener.Verbs;
using CacheCore.Server.Authentication;
using CacheCore.Server.Execution;
using CacheCore.Server.Sessions;

namespace CacheCore.Listener.Executors;

/// <summary>Has commands of clients carried out on a store. One for each server; what commands do is made once.</summary>
internal sealed class StoreExecutors : ICommandExecutorFactory
{
    private readonly CommandContext _context;
    private readonly TextVerbs _text;
    private readonly BinaryRequestVerbs _binary;

    /// <param name="context">What all connections share.</param>
    /// <param name="control">What commands may ask of the server.</param>
    public StoreExecutors(CommandContext context, IServerControl control)
    {
        _context = context;
        var storage = new StorageVerbs(context);
        _text = new TextVerbs(context, storage, control);
        _binary = new BinaryRequestVerbs(context, storage, control);
    }

    public ICommandExecutor ForText(ClientSession client) =>
        new BatchLoop<TextDialect>(client, new TextDialect(_context, _text, client), _context.Limits);

    public ICommandExecutor ForBinary(ClientSession client, SaslDialog? sasl) =>
        new BatchLoop<BinaryDialect>(client, new BinaryDialect(_context, _binary, client, sasl), _context.Limits);
}
