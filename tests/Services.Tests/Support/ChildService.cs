using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Fuse3D.Services.Tests.Support;

/// <summary>A service in a process of its own, on free loopback ports unless told otherwise.</summary>
internal sealed partial class ChildService : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60), ExitLimit = TimeSpan.FromSeconds(30);
    private readonly Process _process;
    private readonly List<string> _output = [];
    private readonly TaskCompletionSource<Match> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildService(string service, IEnumerable<(string Name, string Value)> environment, IEnumerable<string> args)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, $"Fuse3D.Services.{service}.dll"));
        foreach (string arg in args)
            start.ArgumentList.Add(arg);
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Exited += (_, _) => _listening.TrySetException(new InvalidOperationException($"{service} ended: {Output}"));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public Uri Grpc { get; private set; } = new("http://127.0.0.1");

    public Uri Http { get; private set; } = new("http://127.0.0.1");

    public int Id => _process.Id;

    public long WorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public string Output
    {
        get
        {
            lock (_output)
                return string.Join(Environment.NewLine, _output);
        }
    }

    /// <param name="service">PointCloud, Image or Fusion</param>
    public static Task<ChildService> StartAsync(string service, params string[] args) => StartAsync(service, environment: [], args);

    /// <param name="environment">variables beside those of this process</param>
    public static async Task<ChildService> StartAsync(string service, (string Name, string Value)[] environment, params string[] args)
    {
        var child = new ChildService(service, environment, ["--http-port", "0", "--drain-delay", "0", .. args.Contains("--grpc-port") ? args : ["--grpc-port", "0", .. args]]);
        try
        {
            Match listening = await child._listening.Task.WaitAsync(StartLimit);
            (child.Grpc, child.Http) = (new(listening.Groups["grpc"].Value), new(listening.Groups["http"].Value));
            return child;
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a service that is expected not to start.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string service, params string[] args)
    {
        await using var child = new ChildService(service, environment: [], args);
        _ = child._listening.Task.Exception;
        return (await child.ExitAsync(), child.Output);
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await ExitAsync();
    }

    public void Signal(PosixSignal signal) => Assert.Equal(0, kill(_process.Id, signal == PosixSignal.SIGTERM ? 15 : 2));

    /// <summary>The exit code, once the process has ended and all its output is read.</summary>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(ExitLimit);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (_output)
            _output.Add(line);
        if (ListeningLine().Match(line) is { Success: true } listening)
            _listening.TrySetResult(listening);
    }

    [GeneratedRegex(@"gRPC on ""?(?<grpc>http://[^\s"",]+)""?, HTTP on ""?(?<http>http://[^\s"",]+)")]
    private static partial Regex ListeningLine();

    [LibraryImport("libc")]
    private static partial int kill(int process, int signal);
}
