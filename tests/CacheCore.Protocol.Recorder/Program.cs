// Holds the conversations of the transcripts anew with the memcached that is installed, and writes its answers into them.
// What has changed is then to be seen in version control.
//
//   dotnet run --project tests/CacheCore.Protocol.Recorder             all
//   dotnet run --project tests/CacheCore.Protocol.Recorder meta-get    some, by a part of their names
//
// Needs memcached on the path; reads and writes the source tree that it was built from.

using CacheCore.Protocol.Recorder;

foreach (Transcript transcript in Transcript.All.Where(transcript => args.Length == 0 || args.Any(transcript.Name.Contains)))
{
    using Memcached memcached = new(transcript.ServerArguments);
    IEnumerable<string> answers = transcript.Exchanges.Select(
        exchange => Answer.Format(memcached.Ask(exchange.Request), transcript.IsBinary));
    string merged = Answer.Merge(transcript.Lines, answers);
    bool isSame = File.ReadAllText(transcript.Path) == merged;
    File.WriteAllText(transcript.Path, merged);
    Console.WriteLine($"{transcript.Name}: {transcript.Exchanges.Count} exchanges, {(isSame ? "as before" : "changed")}");
}
