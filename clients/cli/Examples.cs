using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Fuse3D.Cli;

/// <summary>Examples at the end of a verb's help.</summary>
internal static class Examples
{
    private static readonly Dictionary<Command, string[]> Lines = [];

    public static Command WithExamples(this Command verb, params string[] lines)
    {
        Lines[verb] = lines;
        return verb;
    }

    /// <summary>Makes <c>--help</c> print them; <c>--help</c> of the root serves all verbs.</summary>
    public static void AddTo(RootCommand root)
    {
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
    }

    private sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            int code = help.Invoke(parseResult);
            if (!Lines.TryGetValue(parseResult.CommandResult.Command, out string[]? lines))
                return code;
            TextWriter output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (string line in lines)
                output.WriteLine($"  {line}");
            output.WriteLine();
            return code;
        }
    }
}
