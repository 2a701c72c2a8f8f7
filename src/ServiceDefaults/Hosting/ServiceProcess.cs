using Fuse3D.Vision;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace Fuse3D.ServiceDefaults.Hosting;

/// <summary>A service as a process: it runs until it is told to stop, and says in one line why it cannot start.</summary>
public static class ServiceProcess
{
    /// <returns>exit code: 0 after a clean stop, 1 when the service could not start</returns>
    public static async Task<int> RunAsync(string name, Func<WebApplication> build)
    {
        try
        {
            WebApplication app = build();
            await using (app)
            {
                await app.StartAsync();
                await app.WaitForShutdownAsync();
            }

            return 0;
        }
        catch (Exception e) when (WhyNotStarted(e) is { } reason)
        {
            await Console.Error.WriteLineAsync($"{name}: {reason.ReplaceLineEndings(" ")}");
            return 1;
        }
    }

    private static string? WhyNotStarted(Exception failure) => failure switch
    {
        InvalidInputException => failure.Message,
        IOException or UnauthorizedAccessException => failure.Message,
        System.Net.Sockets.SocketException => failure.Message,
        _ => null,
    };
}
