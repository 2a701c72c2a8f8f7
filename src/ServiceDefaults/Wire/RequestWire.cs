using Fuse3D.V1;
using Grpc.Core;

namespace Fuse3D.ServiceDefaults.Wire;

/// <summary>What all requests have in common.</summary>
public static class RequestWire
{
    /// <exception cref="RpcException">NOT_FOUND: the service has another model</exception>
    public static void RequireModel(string asked, string served)
    {
        if (asked.Length > 0 && asked != served)
            throw new RpcException(new(StatusCode.NotFound, $"there is no model '{asked}' here; this service has '{served}'"));
    }

    /// <summary>The request's score threshold, or the model's.</summary>
    public static float Threshold(DetectOptions? options, float modelThreshold)
    {
        if (options is not { HasScoreThreshold: true })
            return modelThreshold;
        return options.ScoreThreshold is >= 0 and <= 1
            ? options.ScoreThreshold
            : throw Fields.Wrong("options.score_threshold", $"{options.ScoreThreshold} is not between 0 and 1");
    }

    /// <summary>Whether the reply is to hold a network's output of this name.</summary>
    public static bool WantsRawHead(DetectOptions? options, string name) => options is { IncludeRawHeads: true }
        && (options.RawHeads.Count == 0 || options.RawHeads.Any(start => name.StartsWith(start, StringComparison.Ordinal)));
}
