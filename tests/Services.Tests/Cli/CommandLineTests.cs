using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Fuse3D.Cli.Verbs;
using Fuse3D.Services.Tests.Support;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Services.Tests.Cli;

/// <summary>The command line as a process: exit codes and the one line that says why.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData(2, "source", "detect")]
    [InlineData(2, "frobnicate", "frobnicate")]
    [InlineData(2, "not an address", "detect", ".", "--server", "nowhere")]
    [InlineData(1, "no file or folder", "detect", "no-such-file.ply")]
    [InlineData(1, "--image and --calib go together", "detect", "fuse3d.dll", "--image", "a.jpg")]
    [InlineData(1, "no file", "weights", "inspect", "missing.safetensors")]
    [InlineData(1, "--model FOLDER is missing", "serve")]
    [InlineData(1, "no such folder", "serve", "pointcloud", "--model", "missing")]
    [InlineData(1, "no such folder", "serve", "--model", "missing")]
    [InlineData(1, "unknown option --frob", "serve", "image", "--frob", "1")]
    [InlineData(1, "device 'gpu' is not known", "serve", "image", "--model", "missing", "--device", "gpu")]
    [InlineData(1, "device 'cuda:99'", "serve", "pointcloud", "--model", "missing", "--device", "cuda:99")]
    [InlineData(1, "it must be 1..1000", "demo", "--rooms", "0")]
    public async Task Run_WrongInput_SaysWhyInOneLine(int code, string why, params string[] arguments)
    {
        (int exit, string _, string error) = await RunAsync(arguments);

        Assert.Equal(code, exit);
        Assert.Contains(why, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);   // no stack trace
    }

    [Fact]
    public async Task Inspect_EmptyAndWrongFiles_AreRefused()
    {
        string empty = _temporary.File("empty.safetensors"), text = _temporary.File("text.safetensors");
        await File.WriteAllTextAsync(empty, "");
        await File.WriteAllTextAsync(text, "this is not a weight file, whatever its name says");

        Assert.Equal(1, (await RunAsync("weights", "inspect", empty)).Exit);
        Assert.Equal(1, (await RunAsync("weights", "inspect", text)).Exit);
    }

    [Fact]
    public async Task Output_IntoAPipe_HasNoColoursAndWholeLines()
    {
        string key = new('k', 120), file = _temporary.File("long.safetensors");
        SafetensorsWriter writer = new();
        writer.Add(key, ElementType.Float32, [3], new byte[12]);
        writer.Save(file);

        (int _, string doctor, string _) = await RunAsync("doctor");
        (int inspected, string tensors, string _) = await RunAsync("weights", "inspect", file);

        Assert.Contains("processor", doctor, StringComparison.Ordinal);
        Assert.Equal(0, inspected);
        Assert.Contains(key, tensors, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', doctor + tensors);
    }

    [Fact]
    public async Task Serve_PortInUse_SaysSoAndExitsWithOne()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        string model = TinyModel.Write(_temporary);

        (int exit, string _, string error) = await RunAsync(
            "serve", "pointcloud", "--model", model, "--http-port", "0", "--grpc-port", $"{((IPEndPoint)taken.LocalEndpoint).Port}");

        Assert.Equal(1, exit);
        Assert.Contains("address already in use", error, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Help_OfAVerb_ShowsExamples()
    {
        (int exit, string output, string _) = await RunAsync("stream", "--help");

        Assert.Equal(0, exit);
        Assert.Contains("Examples:", output, StringComparison.Ordinal);
    }

    public static TheoryData<string> AllVerbs => [.. Below(Root.Verb(), [])];

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public void Help_OfEveryVerb_ShowsHowItIsCalled(string verb)
    {
        using StringWriter output = new();

        int exit = Root.Verb().Parse($"{verb} --help").Invoke(new InvocationConfiguration { Output = output });

        Assert.Equal(0, exit);
        string examples = output.ToString().Split("Examples:")[1];   // fails where there are none
        Assert.Contains($"  fuse3d {verb}", examples, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Below(Command command, string[] path) =>
        [string.Join(' ', path), .. command.Subcommands.SelectMany(verb => Below(verb, [.. path, verb.Name]))];

    private static Task<(int Exit, string Output, string Error)> RunAsync(params string[] arguments) => CommandLine.RunAsync(arguments);
}
