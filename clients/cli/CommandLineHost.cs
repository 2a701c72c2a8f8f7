using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Fuse3D.Vision;
using Grpc.Core;

namespace Fuse3D.Cli;

/// <summary>What went wrong, in one line for the person at the terminal; the command ends with exit code 1.</summary>
internal sealed class CommandFailure(string message) : Exception(message);

/// <summary>Exit codes for all verbs: 0 done, 1 failed (one line on stderr says why), 2 the command line is wrong.</summary>
internal static class CommandLineHost
{
    /// <summary>What a verb has after Ctrl-C or SIGTERM: a training step ends and its state is saved.</summary>
    private static readonly TimeSpan TimeToStop = TimeSpan.FromMinutes(2);

    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        ParseResult parsed = root.Parse(args);
        if (parsed.Action is ParseErrorAction)
        {
            foreach (ParseError error in parsed.Errors)
                await Console.Error.WriteLineAsync($"fuse3d: {error.Message}");
            await Console.Error.WriteLineAsync($"fuse3d: '{Path(parsed)} --help' shows what is accepted");
            return 2;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeToStop });
        }
        catch (Exception e) when (OneLine(e) is { } line)
        {
            await Console.Error.WriteLineAsync($"fuse3d: {line}");
            return 1;
        }
    }

    /// <summary>Failures that a person can act on; anything else is a defect and keeps its stack trace.</summary>
    private static string? OneLine(Exception e) => e switch
    {
        CommandFailure or InvalidInputException => e.Message,
        RpcException { StatusCode: StatusCode.Unavailable } rpc =>
            $"the server cannot be reached: {rpc.Status.DebugException?.GetBaseException().Message ?? rpc.Status.Detail}",
        RpcException rpc => $"the server answered {rpc.StatusCode}: {rpc.Status.Detail}",
        OperationCanceledException => "stopped",
        IOException or UnauthorizedAccessException or DllNotFoundException => e.Message,       // the last: libtorch or our shim is not installed
        AggregateException { InnerExceptions: [Exception inner] } => OneLine(inner),
        _ => null,
    };

    private static string Path(ParseResult parsed)
    {
        List<string> names = [];
        for (SymbolResult? at = parsed.CommandResult; at is not null; at = at.Parent)
        {
            if (at is CommandResult { Command: not RootCommand } command)
                names.Insert(0, command.Command.Name);
        }

        return string.Join(' ', names.Prepend("fuse3d"));
    }
}
