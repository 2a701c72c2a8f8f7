using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Fuse3D.Cli;

/// <summary>One of the services as a process of its own, on free loopback ports, its log in a file; disposing it stops it.</summary>
internal sealed partial class ServiceChild : IAsyncDisposable
{
    private const int Terminate = 15;

    private readonly Process _process;
    private readonly StreamWriter _log;
    private readonly string _logPath;

    private ServiceChild(string service, Process process, Uri grpc, string logPath)
    {
        (Service, _process, Grpc, _logPath) = (service, process, grpc, logPath);
        _log = new StreamWriter(logPath) { AutoFlush = true };
        process.OutputDataReceived += (_, line) => Write(line.Data);
        process.ErrorDataReceived += (_, line) => Write(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Service { get; }

    public Uri Grpc { get; }

    /// <param name="arguments">of <c>fuse3d serve SERVICE</c>, besides the ports</param>
    public static ServiceChild Start(string service, DirectoryInfo logs, params string[] arguments)
    {
        (int grpc, int http) = (FreePort(), FreePort());
        ProcessStartInfo start = new(Program()) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location);
        string[] own = ["serve", service, "--grpc-port", $"{grpc}", "--http-port", $"{http}", "--drain-delay", "0"];
        foreach (string argument in (string[])[.. own, .. arguments])
            start.ArgumentList.Add(argument);
        logs.Create();
        Process process = Process.Start(start) ?? throw new CommandFailure($"the {service} service did not start");
        return new(service, process, new($"http://127.0.0.1:{grpc}"), Path.Combine(logs.FullName, $"{service}.log"));
    }

    /// <exception cref="CommandFailure">the process has ended by itself; the message holds its last words</exception>
    public void ThrowIfEnded()
    {
        if (_process.HasExited)
            throw new CommandFailure($"the {Service} service ended with code {_process.ExitCode}: {LastLine()} (log: {_logPath})");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _ = Kill(_process.Id, Terminate);
            using CancellationTokenSource patience = new(TimeSpan.FromSeconds(10));
            await _process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_process.HasExited)
                _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        lock (_log)
            _log.Dispose();
    }

    private void Write(string? line)
    {
        lock (_log)
        {
            if (line is not null && _log.BaseStream is { CanWrite: true })
                _log.WriteLine(line);
        }
    }

    private string LastLine()
    {
        lock (_log)
            _log.Flush();
        return File.ReadLines(_logPath).LastOrDefault(line => line.Length > 0) ?? "no output";
    }

    /// <summary>This program when it runs by its own name, otherwise dotnet, which then runs this assembly.</summary>
    private static string Program() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) is "fuse3d" or "dotnet" ? Environment.ProcessPath! : "dotnet";

    private static int FreePort()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
