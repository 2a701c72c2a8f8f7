using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Fuse3D.ServiceDefaults.Hosting;

/// <summary>Configuration section "Host": what every service has.</summary>
public sealed record HostingOptions : IValidatableObject
{
    public const string Section = "Host";

    /// <summary>Address to listen on. 127.0.0.1: this machine only; 0.0.0.0: every network.</summary>
    [Required] public string Bind { get; init; } = "127.0.0.1";

    /// <summary>Port for gRPC (HTTP/2 without TLS); 0 takes a free one; absent: the service's own.</summary>
    [Range(0, 65_535)] public int? GrpcPort { get; init; }

    /// <summary>Port for health, metrics and gRPC-Web over HTTP/1.1; 0 takes a free one; absent: the service's own.</summary>
    [Range(0, 65_535)] public int? HttpPort { get; init; }

    /// <summary>A Unix socket that serves gRPC too; empty: none.</summary>
    public string Socket { get; init; } = "";

    /// <summary>Longest message, in and out.</summary>
    [Range(1, 1_024)] public int MaxMessageMegabytes { get; init; } = 64;

    [Range(1, 100_000)] public int MaxStreamsPerConnection { get; init; } = 1_000;

    /// <summary>Seconds between "not serving" in the health service and the first refused call, so that load balancers notice.</summary>
    [Range(0, 300)] public double DrainDelay { get; init; } = 5;

    /// <summary>Seconds that calls in flight may take to finish after that.</summary>
    [Range(0, 3_600)] public double ExitTimeout { get; init; } = 30;

    /// <summary>Log lines as JSON.</summary>
    public bool JsonLogs { get; init; }

    /// <summary>Verbose, Debug, Information, Warning or Error.</summary>
    public Serilog.Events.LogEventLevel LogLevel { get; init; } = Serilog.Events.LogEventLevel.Information;

    /// <summary>Serve grpc.reflection.</summary>
    public bool Reflection { get; init; } = true;

    /// <summary>Origins whose web pages may call over gRPC-Web, as browsers name them: https://viewer.example, http://localhost:8080; "*": every page.</summary>
    /// <remarks>None unless given: then only pages that come from the service's own address and port may.</remarks>
    public IReadOnlyList<string> WebOrigin { get; init; } = [];

    public int MaxMessageBytes => MaxMessageMegabytes * 1024 * 1024;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Bind != "localhost" && !IPAddress.TryParse(Bind, out _))
            yield return new($"{Section}:{nameof(Bind)}: '{Bind}' is not an IP address", [nameof(Bind)]);
        foreach (string origin in WebOrigin.Where(origin => !IsOrigin(origin)))
            yield return new($"{Section}:{nameof(WebOrigin)}: '{origin}' is not an origin such as https://viewer.example or http://localhost:8080, nor *", [nameof(WebOrigin)]);
    }

    // Browsers send it in small letters, without the scheme's own port and without a path; any other form would never match.
    private static bool IsOrigin(string origin) => origin == "*"
        || (Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri)
            && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            && uri.GetLeftPart(UriPartial.Authority) == origin && uri.UserInfo.Length == 0);
}
