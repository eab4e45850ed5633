using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace CacheCore.Tool.CommandLine;

/// <summary>A command whose help says more than the line that lists it among others: how it ends, and examples.</summary>
internal sealed class ExplainedCommand(string name, string description, string explanation) : Command(name, description)
{
    public string Explanation => explanation;

    /// <summary>Makes the help of all commands below a root show what they have to say.</summary>
    public static void ExplainIn(RootCommand root)
    {
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new ExplainingAction((SynchronousCommandLineAction)help.Action!);
    }

    private sealed class ExplainingAction(SynchronousCommandLineAction usual) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            int exitCode = usual.Invoke(parseResult);
            if (parseResult.CommandResult.Command is ExplainedCommand command)
            {
                parseResult.InvocationConfiguration.Output.WriteLine(command.Explanation);
                parseResult.InvocationConfiguration.Output.WriteLine();
            }

            return exitCode;
        }
    }
}
