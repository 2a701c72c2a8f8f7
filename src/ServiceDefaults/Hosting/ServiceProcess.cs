using Fuse3D.Vision;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fuse3D.ServiceDefaults.Hosting;

/// <summary>A service as a process: it runs until it is told to stop, and says in one line why it cannot start.</summary>
public static partial class ServiceProcess
{
    /// <param name="build">makes the services of this process; a signal ends all of them, and the last one made stops first</param>
    /// <returns>exit code: 0 after a clean stop, 1 when a service could not start</returns>
    public static async Task<int> RunAsync(string name, Func<IReadOnlyList<WebApplication>> build)
    {
        IReadOnlyList<WebApplication> apps = [];
        try
        {
            apps = build();
            foreach (WebApplication app in apps)
                await app.StartAsync();
            foreach (WebApplication app in apps)
                LogListening(app.Logger, app.Urls.First(), app.Urls.ElementAtOrDefault(1) ?? "");
            await Task.WhenAll(apps.Select(app => app.WaitForShutdownAsync()));
            return 0;
        }
        catch (Exception e) when (WhyNotStarted(e) is { } reason)
        {
            await Console.Error.WriteLineAsync($"{name}: {reason.ReplaceLineEndings(" ")}");
            return 1;
        }
        finally
        {
            foreach (WebApplication app in apps.Reverse())
                await app.DisposeAsync();
        }
    }

    private static string? WhyNotStarted(Exception failure) => failure switch
    {
        InvalidInputException => failure.Message,
        IOException or UnauthorizedAccessException => failure.Message,
        System.Net.Sockets.SocketException => failure.Message,
        _ => null,
    };

    // Scripts and tests wait for this line; with port 0 it is the only one that knows the port.
    [LoggerMessage(LogLevel.Information, "Listening: gRPC on {Grpc}, HTTP on {Http}")]
    private static partial void LogListening(ILogger log, string grpc, string http);
}
