using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fuse3D.ServiceDefaults.Hosting;

/// <summary>On SIGTERM or Ctrl-C: say "not serving", wait until load balancers have noticed, refuse new calls, finish those in flight, stop.</summary>
/// <remarks>A second signal ends the wait.</remarks>
internal sealed partial class DrainingLifetime(
    HostingOptions options, DrainState drain, IHostApplicationLifetime lifetime, ILogger<DrainingLifetime> log) : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> _signals = [];
    private readonly CancellationTokenSource _hurry = new();
    private int _signalled;

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStopping.Register(drain.Refuse);   // also when the process stops the host itself
        foreach (PosixSignal signal in (PosixSignal[])[PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT])
            _signals.Add(PosixSignalRegistration.Create(signal, OnSignal));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals)
            signal.Dispose();
        _hurry.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _signalled) > 1)
            _hurry.Cancel();
        else
            _ = DrainAsync(context.Signal);
    }

    private async Task DrainAsync(PosixSignal signal)
    {
        LogDraining(signal, options.DrainDelay);
        drain.Announce();
        await Task.Delay(TimeSpan.FromSeconds(options.DrainDelay), _hurry.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lifetime.StopApplication();
    }

    [LoggerMessage(LogLevel.Information, "{Signal}: draining, new calls are refused in {Delay} s")]
    private partial void LogDraining(PosixSignal signal, double delay);
}
