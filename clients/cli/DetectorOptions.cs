using System.CommandLine;
using Fuse3D.Client;
using Fuse3D.V1;

namespace Fuse3D.Cli;

/// <summary>The options of every verb that asks a detector.</summary>
internal sealed class DetectorOptions
{
    public Option<Uri> Server { get; } = new("--server")
    {
        Description = "Address of the service",
        DefaultValueFactory = _ => new("http://127.0.0.1:5103"),
        CustomParser = ParseAddress,
    };

    public Option<string> Service { get; } = new("--service")
    {
        Description = "Which service listens there: fusion, pointcloud or image",
        DefaultValueFactory = _ => "fusion",
    };

    public Option<float?> Threshold { get; } = new("--score-thr") { Description = "Leave out detections below this score, 0..1; without it the model's own" };

    public Option<uint> Most { get; } = new("--max") { Description = "At most so many detections of each kind; 0: all", DefaultValueFactory = _ => 0 };

    public Option<bool> Inline { get; } = new("--inline") { Description = "Send tensors between the services inside messages, without shared memory" };

    public Option<double> Timeout { get; } = new("--timeout") { Description = "Seconds to wait for an answer", DefaultValueFactory = _ => 30 };

    public Option<bool> Json { get; } = new("--json") { Description = "One JSON object per frame on stdout" };

    public void AddTo(Command verb)
    {
        Service.AcceptOnlyFromAmong("fusion", "pointcloud", "image");
        foreach (Option option in (Option[])[Server, Service, Threshold, Most, Inline, Timeout, Json])
            verb.Add(option);
    }

    public DetectorClient Connect(ParseResult parsed, int maxInFlight = 4)
    {
        Uri server = parsed.GetRequiredValue(Server);
        double seconds = parsed.GetValue(Timeout);
        if (!(seconds > 0))
            throw new CommandFailure($"--timeout is {seconds}; it must be above 0");
        DetectorClientOptions options = new() { Timeout = TimeSpan.FromSeconds(seconds), MaxInFlight = maxInFlight };
        return parsed.GetValue(Service) switch
        {
            "pointcloud" => DetectorClient.ForPoints(server, options),
            "image" => DetectorClient.ForImages(server, options),
            _ => DetectorClient.ForFusion(server, options),
        };
    }

    public DetectOptions Read(ParseResult parsed)
    {
        DetectOptions options = new() { MaxDetections = parsed.GetValue(Most), InlineOnly = parsed.GetValue(Inline) };
        if (parsed.GetValue(Threshold) is { } threshold)
            options.ScoreThreshold = threshold is >= 0 and <= 1 ? threshold : throw new CommandFailure($"--score-thr is {threshold}; it must be 0..1");
        return options;
    }

    /// <summary>An address as options take it; something else is an error of the command line.</summary>
    public static Uri? ParseAddress(System.CommandLine.Parsing.ArgumentResult result)
    {
        if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https" or "unix")
            return address;
        result.AddError($"'{result.Tokens[0].Value}' is not an address like http://127.0.0.1:5103");
        return null;
    }
}
