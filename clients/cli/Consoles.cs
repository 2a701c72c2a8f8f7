using Spectre.Console;

namespace Fuse3D.Cli;

/// <summary>Spectre's consoles on both streams; without colours and moving lines where a stream is no terminal.</summary>
internal static class Consoles
{
    private const int WidthOfFiles = 1000;      // columns: lines of files and pipes are not broken

    public static IAnsiConsole Error() => On(Console.Error, Console.IsErrorRedirected);

    /// <summary>Says where <see cref="AnsiConsole"/> writes from now on.</summary>
    public static void UseOutput() => AnsiConsole.Console = On(Console.Out, Console.IsOutputRedirected);

    /// <param name="redirected">the stream is no terminal</param>
    public static IAnsiConsole On(TextWriter stream, bool redirected)
    {
        IAnsiConsole console = AnsiConsole.Create(new()
        {
            Out = new AnsiConsoleOutput(stream),
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            Interactive = redirected ? InteractionSupport.No : InteractionSupport.Detect,
        });
        if (redirected)
            console.Profile.Width = WidthOfFiles;
        return console;
    }
}
