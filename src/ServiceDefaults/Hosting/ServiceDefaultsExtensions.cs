using System.Net;
using Fuse3D.ServiceDefaults.Exchange;
using Fuse3D.ServiceDefaults.Frames;
using Fuse3D.ServiceDefaults.Metrics;
using Fuse3D.ServiceDefaults.SharedMemory;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Formatting.Json;

namespace Fuse3D.ServiceDefaults.Hosting;

/// <summary>What every service has: logging, limits, health, metrics, error statuses, an orderly end.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>A builder whose configuration is appsettings.json, then the environment, then the command line, checked strictly.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args, CommandLineArguments known)
    {
        known.With<HostingOptions>(HostingOptions.Section).With<SharedMemoryOptions>(SharedMemoryOptions.Section);
        IReadOnlyDictionary<string, string?> given = known.Parse(args);
        WebApplicationBuilder builder = WebApplication.CreateBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Configuration.AddInMemoryCollection(given);
        return builder;
    }

    /// <param name="service">name for logs and metrics</param>
    /// <param name="grpcPort">the service's own port, unless the options name one</param>
    /// <param name="httpPort">likewise for HTTP/1.1</param>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder, string service, int grpcPort, int httpPort)
    {
        var options = builder.AddValidatedOptions<HostingOptions>(HostingOptions.Section);
        builder.AddValidatedOptions<SharedMemoryOptions>(SharedMemoryOptions.Section);
        SegmentName.SweepLeftovers();
        builder.Logging.ClearProviders().AddSerilog(Logger(service, options), dispose: true);
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, options, grpcPort, httpPort));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(options.ExitTimeout));

        builder.Services.AddSingleton<DrainState>();
        builder.Services.AddSingleton<IHostLifetime, DrainingLifetime>();
        builder.Services.AddSingleton<FrameMetrics>();
        builder.Services.AddSingleton<FrameStreams>();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(services => new MetricStore(services.GetRequiredService<FrameMetrics>().Meter, MetricsEndpoint.SharedMeters));
        builder.Services.AddSingleton(_ => new TelemetryExport(service));
        AddGrpc(builder.Services, options);
        builder.Services.AddCors(cors => cors.AddDefaultPolicy(pages => AllowPages(pages, options)));
        return builder;
    }

    /// <summary>/health/live, /health/ready, /metrics, gRPC-Web, gRPC health and reflection.</summary>
    public static void MapServiceDefaults(this WebApplication app)
    {
        app.UseCors();
        app.UseGrpcWeb(new() { DefaultEnabled = true });
        app.MapGrpcHealthChecksService();
        if (app.Services.GetRequiredService<HostingOptions>().Reflection)
            app.MapGrpcReflectionService();
        app.MapGet("/health/live", () => "live\n");
        app.MapGet("/health/ready", (HealthBoard health) => HealthReport(health));
        app.MapGet("/metrics", MetricsEndpoint.Answer);
        app.Services.GetRequiredService<MetricStore>();       // listens from the first frame on
        app.Services.GetRequiredService<TelemetryExport>();   // likewise from the first call, until what came later has ended
    }

    /// <summary>Registers a thing that exists already; when the host is its owner, it disposes it at the end.</summary>
    public static void AddOwned<T>(this IServiceCollection services, T thing, bool isOwner)
        where T : class
    {
        if (isOwner)
            services.AddSingleton(_ => thing);
        else
            services.AddSingleton(thing);
    }

    /// <summary>The queue of a service's frames, shown in its metrics.</summary>
    /// <param name="parallel">frames that run at the same time</param>
    /// <param name="waiting">frames that may wait</param>
    public static void AddFrameGate(this IServiceCollection services, int parallel, int waiting) => services.AddSingleton(provider =>
    {
        var gate = new FrameGate(parallel, waiting);
        provider.GetRequiredService<FrameMetrics>().Watch(gate);
        return gate;
    });

    private static void AddGrpc(IServiceCollection services, HostingOptions options)
    {
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = options.MaxMessageBytes;
            grpc.MaxSendMessageSize = options.MaxMessageBytes;
            grpc.Interceptors.Add<ErrorInterceptor>();
        });
        services.AddGrpcReflection();
        services.AddSingleton<HealthBoard>();
        services.AddGrpcHealthChecks(health => health.UseHealthChecksCache = true).AddCheck<HealthBoard>("fuse3d");
    }

    // Calls that fail before their first message have their status and trailers in the response's headers.
    private static void AllowPages(CorsPolicyBuilder pages, HostingOptions options) => pages
        .WithOrigins([.. options.WebOrigin])
        .WithMethods(HttpMethods.Post)
        .AllowAnyHeader()
        .WithExposedHeaders("grpc-status", "grpc-message", "grpc-encoding", "grpc-accept-encoding", ErrorInterceptor.FieldTrailer)
        .SetPreflightMaxAge(TimeSpan.FromHours(1));

    private static void Listen(KestrelServerOptions kestrel, HostingOptions options, int grpcPort, int httpPort)
    {
        IPAddress address = options.Bind == "localhost" ? IPAddress.Loopback : IPAddress.Parse(options.Bind);
        kestrel.Listen(address, options.GrpcPort ?? grpcPort, endpoint => endpoint.Protocols = HttpProtocols.Http2);
        kestrel.Listen(address, options.HttpPort ?? httpPort, endpoint => endpoint.Protocols = HttpProtocols.Http1);
        if (options.Socket.Length > 0)
        {
            UnixSocketFile.RemoveLeftover(Path.GetFullPath(options.Socket));
            kestrel.ListenUnixSocket(Path.GetFullPath(options.Socket), endpoint => endpoint.Protocols = HttpProtocols.Http2);
        }

        KestrelServerLimits limits = kestrel.Limits;
        limits.MaxRequestBodySize = null;                            // the message limit is gRPC's own
        limits.MinRequestBodyDataRate = null;                        // a stream may be silent for hours
        limits.MinResponseDataRate = null;
        limits.MaxRequestHeadersTotalSize = 256 * 1024;              // beyond it Kestrel closes the connection, and all calls on it
        limits.Http2.MaxRequestHeaderFieldSize = 128 * 1024;
        limits.Http2.MaxStreamsPerConnection = options.MaxStreamsPerConnection;
        limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        limits.Http2.InitialConnectionWindowSize = 8 << 20;          // a picture or a cloud without a round trip
        limits.Http2.InitialStreamWindowSize = 4 << 20;
    }

    private static Serilog.Core.Logger Logger(string service, HostingOptions options)
    {
        LoggerConfiguration log = new LoggerConfiguration()
            .MinimumLevel.Is(options.LogLevel)
            .MinimumLevel.Override("Microsoft", Serilog.Events.LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", Serilog.Events.LogEventLevel.Fatal)   // a failed start is told in one line
            .MinimumLevel.Override("Grpc", Serilog.Events.LogEventLevel.Warning)
            .Enrich.FromLogContext()
            .Enrich.WithProperty("Service", service);
        return options.JsonLogs
            ? log.WriteTo.Console(new JsonFormatter()).CreateLogger()
            : log.WriteTo.Console(
                outputTemplate: "{Timestamp:HH:mm:ss.fff} {Level:u3} {Service} {Message:lj}{NewLine}{Exception}",
                formatProvider: System.Globalization.CultureInfo.InvariantCulture).CreateLogger();
    }

    private static IResult HealthReport(HealthBoard health) =>
        Results.Json(
            new { ready = health.IsReady, serving = health.Snapshot() }, statusCode: health.IsReady ? 200 : 503);
}
