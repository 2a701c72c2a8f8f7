using System.Diagnostics;
using System.Text;

namespace Fuse3D.Bindings.Tests.Grpc;

/// <summary>A program of another gRPC implementation, started for a test and ended with it.</summary>
public sealed class InteropPeer : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private InteropPeer(Process process) => _process = process;

    /// <summary>Folder of the peers' scripts in this repository.</summary>
    public static string Scripts { get; } = FindScripts();

    public static string Protos { get; } = Path.Combine(Scripts, "..", "Bindings.Tests", "Grpc", "Protos");

    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>Runs a peer to its end; its output, when it ended well.</summary>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        await using InteropPeer peer = Start(program, arguments);
        using var patience = new CancellationTokenSource(s_patience);
        await peer._process.WaitForExitAsync(patience.Token);
        Assert.True(peer._process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {peer._process.ExitCode}:\n{peer.Output}");
        return peer.Output;
    }

    public static InteropPeer Start(string program, params string[] arguments)
    {
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true },
        };
        var peer = new InteropPeer(process);
        process.OutputDataReceived += (_, line) => peer.Take(line.Data);
        process.ErrorDataReceived += (_, line) => peer.Take(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return peer;
    }

    /// <summary>The port that a server prints as "port N" when it is ready.</summary>
    public async Task<int> PortAsync()
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < s_patience; await Task.Delay(20))
        {
            if (Output.Split('\n').FirstOrDefault(line => line.StartsWith("port ", StringComparison.Ordinal)) is { } line)
                return int.Parse(line["port ".Length..]);
            if (_process.HasExited)
                break;
        }

        throw new InvalidOperationException($"{_process.StartInfo.FileName} did not say its port:\n{Output}");
    }

    public Task EndedAsync() => _process.WaitForExitAsync();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Take(string? line)
    {
        lock (_output)
            _output.AppendLine(line);
    }

    private static string FindScripts()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string scripts = Path.Combine(folder.FullName, "tests", "interop");
            if (Directory.Exists(scripts))
                return scripts;
        }

        throw new DirectoryNotFoundException($"no folder tests/interop above {AppContext.BaseDirectory}");
    }
}
