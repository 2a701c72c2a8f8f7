using System.Buffers.Binary;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fuse3D.Bindings.Tests.Grpc;

/// <summary>A Kestrel that speaks HTTP/2 in clear text and lets a test write every byte of a response.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RawServer(WebApplication app) => _app = app;

    public string Address { get; private init; } = "";

    public int Port => new Uri(Address).Port;

    public static Task<RawServer> StartAsync(RequestDelegate handle, int port = 0) =>
        StartAsync(handle, kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http2));

    public static async Task<RawServer> StartAsync(RequestDelegate handle, Action<KestrelServerOptions> listen)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            listen(kestrel);
        });
        builder.WebHost.UseShutdownTimeout(TimeSpan.FromMilliseconds(100));
        WebApplication app = builder.Build();
        app.Run(handle);
        await app.StartAsync();
        string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new(app) { Address = address };
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(true));
        await _app.DisposeAsync();
    }
}

/// <summary>Short forms for handlers of a <see cref="RawServer"/>.</summary>
internal static class RawGrpc
{
    public static byte[] Frame(string message, byte flag = 0) => Frame(System.Text.Encoding.UTF8.GetBytes(message), flag);

    public static byte[] Frame(byte[] message, byte flag = 0)
    {
        byte[] frame = new byte[5 + message.Length];
        frame[0] = flag;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    /// <summary>Reads a message; null at the end of the stream.</summary>
    public static async Task<string?> ReadAsync(this HttpContext http)
    {
        byte[] header = new byte[5];
        int n = await http.Request.Body.ReadAtLeastAsync(header, 5, throwOnEndOfStream: false, http.RequestAborted);
        if (n == 0) return null;
        byte[] message = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1))];
        await http.Request.Body.ReadExactlyAsync(message, http.RequestAborted);
        return System.Text.Encoding.UTF8.GetString(message);
    }

    public static async Task WriteAsync(this HttpContext http, string message)
    {
        if (!http.Response.HasStarted) http.Response.ContentType = "application/grpc";
        await http.Response.Body.WriteAsync(Frame(message), http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }

    /// <summary>Ends the call by trailers.</summary>
    public static void End(this HttpContext http, int status, string? message = null)
    {
        http.Response.AppendTrailer("grpc-status", $"{status}");
        if (message is not null) http.Response.AppendTrailer("grpc-message", message);
    }

    /// <summary>Ends the call by headers alone.</summary>
    public static void EndByHeaders(this HttpContext http, int status, string? message = null)
    {
        http.Response.ContentType = "application/grpc";
        http.Response.Headers["grpc-status"] = $"{status}";
        if (message is not null) http.Response.Headers["grpc-message"] = message;
    }

    public static void Reset(this HttpContext http, int errorCode) => http.Features.GetRequiredFeature<IHttpResetFeature>().Reset(errorCode);
}
