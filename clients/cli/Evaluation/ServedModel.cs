using Fuse3D.Client;
using Fuse3D.V1;
using Fuse3D.Vision;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Models.GroupFree.Decoding;
using Grpc.Core;

namespace Fuse3D.Cli.Evaluation;

/// <summary>A service that answers an evaluation's frames.</summary>
internal static class ServedModel
{
    /// <summary>Enough to keep a service busy.</summary>
    public const int FramesInFlight = 8;

    private static readonly (string Kind, Func<Uri, DetectorClientOptions?, DetectorClient> Connect)[] Services =
        [("fusion", DetectorClient.ForFusion), ("pointcloud", DetectorClient.ForPoints), ("image", DetectorClient.ForImages)];

    /// <summary>Finds out which service listens, and whether it can answer for the configuration.</summary>
    /// <exception cref="InvalidInputException">it cannot: another kind of service, or another model</exception>
    /// <exception cref="RpcException">nobody answers</exception>
    public static async Task<EvaluatedModel> ConnectAsync(
        RunConfig config, Uri address, IReadOnlyList<HeadSelection> heads, RemoteOptions remote, CancellationToken cancel)
    {
        DetectorClientOptions options = new() { Timeout = remote.Timeout, MaxMessageBytes = 256 << 20 };
        foreach (var (kind, connect) in Services)
        {
            DetectorClient client = connect(address, options);
            try
            {
                GetInfoReply info = await client.GetInfoAsync(cancel);
                ModelInfo served = info.Model;
                RequireKind(config, kind, address);
                ModelFit.Require(config, served, address);
                return new($"{kind} service at {address}", served.WeightsSha256, served.Device, new RemotePredictor(client, Asked(config, heads), new(remote)))
                {
                    MostInFlight = (int)Math.Clamp(info.MaxQueue, 1, int.MaxValue),
                };
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.Unimplemented)
            {
                client.Dispose();       // one of the others listens there
            }
            catch
            {
                client.Dispose();
                throw;
            }
        }

        throw new InvalidInputException($"{address} is no detector service", "service");
    }

    private static void RequireKind(RunConfig config, string kind, Uri address)
    {
        string[] able = config.Family switch
        {
            ModelFolderBranches.Yolos => ["image"],
            ModelFolderBranches.GroupFree => ["pointcloud", "fusion"],
            _ => ["fusion"],
        };
        if (!able.Contains(kind))
            throw new InvalidInputException($"at {address} is the {kind} service; {config.Name} is evaluated with {string.Join(" or ", able)}", "service");
    }

    // Only what is decoded, and no detections: they are made here, of whatever heads are asked for.
    private static DetectOptions Asked(RunConfig config, IReadOnlyList<HeadSelection> heads)
    {
        DetectOptions options = new()
        {
            IncludeRawHeads = true,
            RequireAllBranches = config.Family == ModelFolderBranches.TokenFusion,
            ScoreThreshold = 1,
            MaxDetections = 1,
        };
        options.RawHeads.AddRange(RawHeads(heads));
        return options;
    }

    /// <summary>What an answer must hold to be decoded: the names of a request's raw heads.</summary>
    public static IEnumerable<string> RawHeads(IReadOnlyList<HeadSelection> heads) => heads.SelectMany(head => head.Prefixes).Append("pred_").Distinct();
}
