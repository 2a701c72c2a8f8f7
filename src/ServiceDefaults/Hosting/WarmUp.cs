using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fuse3D.ServiceDefaults.Hosting;

/// <summary>Runs the network once before the service listens, so that the first frame does not pay for compiling and first touches.</summary>
/// <param name="run">one frame; it takes what it needs from the host</param>
public sealed partial class WarmUp(Func<CancellationToken, Task> run, ILogger<WarmUp> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        await run(cancellationToken);
        LogDone(Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Information, "Warmed up in {Seconds:0.00} s")]
    private partial void LogDone(double seconds);
}
