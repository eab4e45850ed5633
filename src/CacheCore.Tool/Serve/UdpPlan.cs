namespace CacheCore.Tool.Serve;

/// <summary>What <c>-U</c> does not go with: UDP knows neither users nor encryption. Pure.</summary>
internal static class UdpPlan
{
    /// <exception cref="CommandLine.RefusedException">It was asked for beside one of them.</exception>
    public static void Check(ServeSettings settings)
    {
        if (settings.UdpPort == 0)
        {
            return;
        }

        if (settings.IsSasl)
        {
            throw ServeOptionReader.Unusable("ERROR: Cannot enable UDP while using binary SASL authentication.");
        }

        if (settings.Listener.AuthFile is not null)
        {
            throw ServeOptionReader.Unusable("Cannot use UDP with ascii authentication enabled (-U 0 to disable)");
        }

        if (settings.IsEncrypted)
        {
            throw ServeOptionReader.Unusable("ERROR: -U and -Z do not go together: UDP is not encrypted.");
        }
    }
}
