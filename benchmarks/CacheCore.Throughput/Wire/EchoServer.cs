using System.Buffers;
using System.CommandLine;
using System.IO.Pipelines;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace CacheCore.Throughput.Wire;

/// <summary>
/// Kestrel, encrypted, that answers every request with the bytes of a hit and looks nothing up: what a server on the platform's own web
/// server cannot be cheaper than.
/// </summary>
internal static class EchoServer
{
    public const string CommandName = "wire-echo";

    private static readonly Option<int> PortOption = new("-p") { Required = true };
    private static readonly Option<int> ThreadsOption = new("-t") { DefaultValueFactory = _ => 1 };
    private static readonly Option<string> FilesOption = new("-o") { Required = true };

    private static readonly byte[] Hit =
    [
        .. "VALUE "u8, .. "key:00000000"u8, .. " 0 100\r\n"u8, .. Enumerable.Repeat((byte)'x', 100), .. "\r\nEND\r\n"u8,
    ];
    private static readonly byte[] Stored = [.. "STORED\r\n"u8];
    private static readonly byte[] Version = [.. "VERSION echo\r\n"u8];

    /// <summary>Takes the servers' options and heeds those that concern it.</summary>
    public static Command Command()
    {
        Command command = new(CommandName, "The server of 'wire --peer echo'") { PortOption, ThreadsOption, FilesOption };
        command.Hidden = true;
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(parsed => RunAsync(parsed));
        return command;
    }

    private static async Task RunAsync(ParseResult parsed)
    {
        string file = parsed.GetValue(FilesOption)!.Split(',')[0].Split('=')[1];
        using var read = X509Certificate2.CreateFromPemFile(file, file);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        _ = builder.Logging.ClearProviders();
        _ = builder.WebHost.UseKestrelHttpsConfiguration();
        _ = builder.WebHost.UseSockets(sockets =>
        {
            sockets.IOQueueCount = parsed.GetValue(ThreadsOption);
            sockets.UnsafePreferInlineScheduling = true;
        });
        _ = builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(parsed.GetValue(PortOption), listen =>
        {
            _ = listen.UseHttps(read);
            listen.Run(ServeAsync);
        }));
        await builder.Build().RunAsync().ConfigureAwait(false);
    }

    private static async Task ServeAsync(ConnectionContext connection)
    {
        bool isValue = false;
        while (true)
        {
            System.IO.Pipelines.ReadResult read = await connection.Transport.Input.ReadAsync().ConfigureAwait(false);
            SequencePosition done = Answer(read.Buffer, connection.Transport.Output, ref isValue);
            connection.Transport.Input.AdvanceTo(done, read.Buffer.End);
            FlushResult flush = await connection.Transport.Output.FlushAsync().ConfigureAwait(false);
            if (flush.IsCompleted || read.IsCompleted)
            {
                return;
            }
        }
    }

    private static SequencePosition Answer(ReadOnlySequence<byte> arrived, PipeWriter replies, ref bool isValue)
    {
        SequenceReader<byte> reader = new(arrived);
        while (reader.TryReadTo(out ReadOnlySequence<byte> line, (byte)'\n'))
        {
            if (isValue)
            {
                isValue = false;
                replies.Write(Stored);
            }
            else if (line.FirstSpan[0] == (byte)'s')
            {
                isValue = true;
            }
            else
            {
                replies.Write(line.FirstSpan[0] == (byte)'v' ? Version : Hit);
            }
        }

        return reader.Position;
    }
}
