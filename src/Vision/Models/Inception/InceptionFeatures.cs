using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Metrics.Dense;
using Fuse3D.Vision.Models.Packed;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Inception;

/// <summary>Looks at pictures for FID and KID.</summary>
/// <param name="network">set for evaluation; on the device where the work is to be done</param>
public sealed class InceptionFeatures(InceptionNetwork network)
{
    /// <summary>Pictures that go through the network together.</summary>
    private const int Batch = 50;

    /// <param name="pictures">all of one size; taken one batch at a time</param>
    /// <returns>a row of 2048 for each, in their order</returns>
    public FeatureSet Of(IEnumerable<Picture> pictures)
    {
        List<float[]> rows = [];
        foreach (Picture[] some in pictures.Chunk(Batch))
            rows.AddRange(Rows(some));
        return FeatureSet.Of(rows);
    }

    /// <param name="pictures">all of one size, taken together</param>
    /// <returns>a row of 2048 for each, in their order</returns>
    public IReadOnlyList<float[]> Rows(IReadOnlyList<Picture> pictures)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        Tensor input = PictureTensors.Unit(pictures).to(network.parameters().First().device);
        return [.. network.call(InceptionNetwork.Prepare(input))[^1].ToFloats().Chunk(InceptionNetwork.Features)];
    }
}
