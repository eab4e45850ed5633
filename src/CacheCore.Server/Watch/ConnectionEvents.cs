using System.Globalization;
using System.Net;
using System.Text;
using CacheCore.Protocol.Administration;

namespace CacheCore.Server.Watch;

/// <summary>Tells watchers of connections that come and go.</summary>
/// <param name="hub">Who watches.</param>
/// <param name="remote">Where the connection comes from.</param>
/// <param name="client">Its number.</param>
internal readonly struct ConnectionEvents(WatchHub hub, EndPoint? remote, int client)
{
    private const int Longest = 200;

    private bool IsWanted => hub.Wants(WatchStreams.ConnectionEvents);

    private string Remote => remote is IPEndPoint { Address: var address, Port: var port }
        ? string.Create(CultureInfo.InvariantCulture, $"rip={address} rport={port} transport=tcp")
        : "rip=unix rport=0 transport=local";

    public void Connected()
    {
        if (IsWanted)
        {
            Log(string.Create(CultureInfo.InvariantCulture, $"type=conn_new {Remote} cfd={client}"));
        }
    }

    public void Disconnected(string reason)
    {
        if (IsWanted)
        {
            Log(string.Create(CultureInfo.InvariantCulture, $"type=conn_close {Remote} reason={reason} cfd={client}"));
        }
    }

    public void TlsFailed(string message)
    {
        if (IsWanted)
        {
            Log(string.Create(CultureInfo.InvariantCulture, $"type=conntlserr fd={client} msg={OnOneLine(message)}"));
        }
    }

    private void Log(string text) => hub.Log(WatchStreams.ConnectionEvents, text);

    /// <summary>What a library says may be long and of several lines, and in any letters; lines of the log are ASCII.</summary>
    private static string OnOneLine(string message)
    {
        StringBuilder text = new();
        foreach (char character in message.AsSpan(0, Math.Min(message.Length, Longest)))
        {
            _ = text.Append(char.IsBetween(character, ' ', '~') ? character : ' ');
        }

        return text.ToString();
    }
}
