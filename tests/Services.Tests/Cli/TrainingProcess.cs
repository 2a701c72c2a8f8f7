using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Fuse3D.Cli;

namespace Fuse3D.Services.Tests.Cli;

/// <summary><c>fuse3d train</c> as a process of its own.</summary>
internal sealed class TrainingProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly Process _process;
    private readonly Task<string> _output, _error;

    public TrainingProcess(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])[typeof(CommandFailure).Assembly.Location, "train", .. arguments])
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        (_output, _error) = (_process.StandardOutput.ReadToEndAsync(), _process.StandardError.ReadToEndAsync());
    }

    /// <summary>Whether two processes can train together.</summary>
    public static bool HasGloo => TorchExtensions.ProcessGroup.Available.Contains(TorchExtensions.CollectiveBackend.Gloo);

    /// <summary>Two processes of one run, by rank.</summary>
    public static TrainingProcess[] Pair(string[] arguments)
    {
        string port = FreePort().ToString(CultureInfo.InvariantCulture);
        return [.. Enumerable.Range(0, 2).Select(rank => new TrainingProcess(
            new Dictionary<string, string> { ["MASTER_ADDR"] = "127.0.0.1", ["MASTER_PORT"] = port, ["WORLD_SIZE"] = "2", ["RANK"] = $"{rank}" },
            arguments))];
    }

    public static async Task<(int Exit, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using TrainingProcess process = new(new Dictionary<string, string>(), arguments);
        return await process.EndAsync();
    }

    /// <summary>Ends the process at once, with whatever it was doing.</summary>
    public void Kill() => _process.Kill();

    /// <summary>As Ctrl-C or a cluster's scheduler asks it to end.</summary>
    public void Terminate()
    {
        using Process kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        Assert.True(kill.WaitForExit(Patience));
    }

    public async Task<(int Exit, string Output, string Error)> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return (_process.ExitCode, await _output, await _error);
    }

    private static int FreePort()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
