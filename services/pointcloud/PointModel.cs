using Fuse3D.ServiceDefaults.Wire;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Models.GroupFree.Decoding;
using static TorchSharp.torch;

namespace Fuse3D.Services.PointCloud;

/// <summary>The model that a point service serves: the network, and how its input is made and its output read.</summary>
/// <param name="PointFeatures">values per point besides x, y, z: 1 is the height over the floor</param>
public sealed record PointModel(
    string Name, string Version, string Family, IReadOnlyList<string> Labels, int Points, int PointFeatures, float ScoreThreshold, IPointBranch Branch,
    BoxDecoder Decoder, string Device, string WeightsSum)
{
    /// <param name="device">where the folder's network runs</param>
    /// <param name="branch">a network that is loaded already; null: the folder's</param>
    public static PointModel Load(ModelFolder folder, ComputeDevice device, IPointBranch? branch = null)
    {
        ModelDescription description = folder.Description;
        var config = folder.PointConfig();
        return new(description.Name, description.Version, description.Family, folder.Labels, description.Points, config.PointFeatures,
            description.ScoreThreshold, branch ?? folder.LoadPoints(device), new BoxDecoder(folder.Classes(), new DecodeOptions { PerClassProposals = false }), device.Name, folder.WeightsSum);
    }

    /// <summary>The last head's boxes after removal of empty ones and suppression.</summary>
    /// <param name="cloud">[N * 3] network axes</param>
    public DecodedBox[] Decode(PointHeads heads, ReadOnlySpan<float> cloud) => Decoder.Decode(HeadReading.Last(heads), cloud);

    /// <summary>One frame of made-up points.</summary>
    public async Task WarmUpAsync(CancellationToken cancel)
    {
        var random = new Random(1);
        float[] cloud = [.. Enumerable.Range(0, Points * (3 + PointFeatures)).Select(_ => random.NextSingle() * 3)];
        using Tensor input = tensor(cloud, [Points, 3 + PointFeatures]);
        await using IPointSession session = await Branch.BeginAsync(input, cancel);
        using PointHeads heads = await session.DecodeAsync(null, cancel);
    }
}
