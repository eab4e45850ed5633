using System.CommandLine;
using CacheCore.Throughput.Suites;
using CacheCore.Throughput.Wire;

RootCommand root = new(
    "Measures CacheCore and its peers side by side in one process. Tables go to standard output, progress to standard error.")
{
    BarsSuite.Command(),
    MixesSuite.Command(),
    HotSuite.Command(),
    ManySuite.Command(),
    MemorySuite.Command(),
    ChurnSuite.Command(),
    PolicySuite.Command(),
    CollectionSuite.Command(),
    LimitSuite.Command(),
    SizesSuite.Command(),
    LargeSuite.Command(),
    WireSuite.Command(),
    EchoServer.Command(),
    MemorySuite.CellCommand(),
    ChurnSuite.CellCommand(),
    CollectionSuite.CellCommand(),
    LimitSuite.CellCommand(),
    SizesSuite.CellCommand(),
};
return await root.Parse(args).InvokeAsync();
