using System.Net.Sockets;
using CacheCore.Listener;
using CacheCore.Tool.CommandLine;
using CacheCore.Tool.Platform;
using Microsoft.Extensions.Logging;

namespace CacheCore.Tool.Serve;

/// <summary><c>cachecore serve</c>: a cache server until somebody ends it.</summary>
internal static class ServeCommand
{
    public const string Word = "serve";

    private const string Name = "cachecore serve";

    public static async Task<int> RunAsync(string[] args)
    {
        IReadOnlyList<GivenOption> given = new OptionReader(Name, ServeOptionList.All).Read(args);
        if (Answer(given) is { } text)
        {
            await Console.Out.WriteLineAsync(text).ConfigureAwait(false);
            return ExitCode.Ok;
        }

        ServeSettings settings = ServeOptionReader.Read(given);
        Daemon.ThrowIfUnavailable(settings.IsDaemon, OperatingSystem.IsWindows());
        // before root is given up, who may have more of them
        DescriptorPlan descriptors = await DescriptorPlan.OfAsync(settings).ConfigureAwait(false);
        Privileges.Become(settings.User);
        return settings.IsDaemon && !Daemon.IsChild
            ? await Daemon.StartAsync(args).ConfigureAwait(false)
            : await ServeAsync(settings, descriptors).ConfigureAwait(false);
    }

    /// <summary>What some options ask to have printed in place of a server; null = nothing.</summary>
    private static string? Answer(IReadOnlyList<GivenOption> given)
    {
        foreach (GivenOption option in given)
        {
            switch (option.Letter)
            {
                case 'h':
                    return $"{ToolVersion.Text}{Environment.NewLine}{HelpText.Options}";
                case 'i':
                    return $"{ToolVersion.Text}{Environment.NewLine}{Environment.NewLine}{HelpText.License}";
                case 'V':
                    return ToolVersion.Text;
                default:
                    continue;
            }
        }

        return null;
    }

    private static async Task<int> ServeAsync(ServeSettings settings, DescriptorPlan descriptors)
    {
        StandardStreams.KeepErrorsRatherThanWait();
        using var loggers = new StandardErrorLogging(settings.Verbosity);
        ILogger logger = loggers.CreateLogger(Name);
        settings.WithoutEffect.ForEach(logger.WithoutEffect);
        settings.Warnings.ForEach(logger.Warned);
        long? bound = ControlGroup.MemoryLimit;
        if (MemoryPlan.Problem(settings.MemoryMebibytes, bound) is { } tooLittle)
        {
            logger.Warned(tooLittle);
        }

        if (descriptors.AreTooFew)
        {
            logger.TooFewDescriptors(settings.Listener.MaxConnections, descriptors.Needed, descriptors.Allowed, descriptors.Connections);
        }

        using var end = new EndOfServing();
        using CacheStore store = ServedStore.Make(settings, loggers, logger);
        if (MemoryPlan.Shares(settings.MemoryMebibytes, settings.Listener.MaxItemSize, bound, settings.ConnectionMemory) is { } shares)
        {
            settings.ConnectionMemory = shares.Connections;
            if (shares.Heap is { } heap)
            {
                HeapLimit.Lower(heap);
            }
        }

        await using MemcachedServer server = MakeServer(store, settings, loggers);
        using var trimmer = new MemoryTrimmer(server.Context.Memory);
        server.ShutdownRequested += (_, _) => end.Request("Shut down by a client.");
        EndOfServing.OnHangUp(() => Reload(server, settings.IsEncrypted, logger));
        await StartAsync(server, settings).ConfigureAwait(false);
        using PidFile? pidFile = settings.PidFile is { } path ? PidFile.TryWrite(path, logger) : null;
        PortFile.WriteIfAsked(server.BoundEndpoints, server.BoundUdpEndpoints);
        Daemon.SayReady();
        ServiceManager.SayReady();
        string reason = await end.Requested.ConfigureAwait(false);
        ServiceManager.SayStopping();
        await Console.Error.WriteLineAsync(reason).ConfigureAwait(false);
        return ExitCode.Ok;
    }

    private static MemcachedServer MakeServer(CacheStore store, ServeSettings settings, StandardErrorLogging loggers)
    {
        try
        {
            return new MemcachedServer(store, settings.Listener, loggers);
        }
        catch (ArgumentException failure)
        {
            throw ServeOptionReader.Unusable(failure);
        }
    }

    private static async Task StartAsync(MemcachedServer server, ServeSettings settings)
    {
        try
        {
            await server.StartAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (IsOfSocket(failure) || IsOfSocket(failure.InnerException))
        {
            IEnumerable<string> addresses = settings.Listener.Endpoints.Select(static one => one.Address)
                .Concat(settings.Listener.UdpAddresses)
                .Distinct();
            throw new RefusedException(ExitCode.System, $"failed to listen on {string.Join(", ", addresses)}: {failure.Message}", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(ExitCode.System, failure.Message, failure);
        }
        catch (InvalidDataException failure)
        {
            throw new RefusedException(ExitCode.Usage, failure.Message, failure);
        }
    }

    private static bool IsOfSocket(Exception? failure) => failure is SocketException;

    /// <summary>Reads users and certificates anew, each whatever became of the other.</summary>
    private static void Reload(MemcachedServer server, bool isEncrypted, ILogger logger)
    {
        TryReload(server.ReloadCredentials, logger.UsersStay);
        if (isEncrypted)
        {
            TryReload(server.ReloadCertificates, logger.CertificatesStay);
        }
    }

    private static void TryReload(Action reload, Action<Exception> complain)
    {
        try
        {
            reload();
        }
        // whatever a file holds, who is connected must not hear of it; a server that is still starting reads it anyway
#pragma warning disable CA1031
        catch (Exception failure)
#pragma warning restore CA1031
        {
            complain(failure);
        }
    }
}
