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
        using var frozen = no_grad();
        Device device = network.parameters().First().device;
        List<float[]> rows = [];
        foreach (Picture[] some in pictures.Chunk(Batch))
        {
            using var scope = NewDisposeScope();
            float[] features = network.call(InceptionNetwork.Prepare(ToTensor(some).to(device)))[^1].ToFloats();
            rows.AddRange(features.Chunk(InceptionNetwork.Features));
        }

        return FeatureSet.Of(rows);
    }

    // [B, 3, H, W] in [0, 1]
    private static Tensor ToTensor(Picture[] pictures)
    {
        (int height, int width) = (pictures[0].Height, pictures[0].Width);
        if (pictures.FirstOrDefault(p => (p.Height, p.Width) != (height, width)) is { } other)
            throw new InvalidInputException($"a picture of {other.Width} x {other.Height} among pictures of {width} x {height}; a set must have one size");
        var rgb = new byte[pictures.Length * height * width * 3];
        for (int i = 0; i < pictures.Length; i++)
            pictures[i].Rgb.CopyTo(rgb, i * height * width * 3);
        return tensor(rgb, [pictures.Length, height, width, 3]).permute(0, 3, 1, 2).to(ScalarType.Float32) / 255;
    }
}
