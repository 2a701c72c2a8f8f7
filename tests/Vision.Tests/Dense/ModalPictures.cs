using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Tests.Golden;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Dense;

/// <summary>The input of a segmentation case: colours and depth, by the hash rule or of a real recording.</summary>
internal static class ModalPictures
{
    private const string Real = "image_sunrgbd_000017";
    private static readonly double[] Mean = [0.485, 0.456, 0.406], Deviation = [0.229, 0.224, 0.225];

    /// <returns>[B, 3, H, W] of colours and of depth</returns>
    public static Tensor[] Of(DenseGolden golden)
    {
        long[] shape = [.. golden.Json("input_shape")[0].EnumerateArray().Select(side => side.GetInt64())];
        return golden.Metadata["inputs"].Contains(Real, StringComparison.Ordinal) ? OfRecording((int)shape[2], (int)shape[3]) : OfHash(golden, shape);
    }

    private static Tensor[] OfHash(DenseGolden golden, long[] shape)
    {
        using var scope = NewDisposeScope();
        Tensor depth = golden.U("input.depth", shape[0], 1, shape[2], shape[3]) + 1;
        return [(golden.U("input.rgb", shape) * 2).MoveToOuterDisposeScope(), depth.repeat(1, 3, 1, 1).MoveToOuterDisposeScope()];
    }

    private static Tensor[] OfRecording(int height, int width)
    {
        string path = GoldenCases.Of(Real).Cast<object[]>().Select(row => GoldenCases.PathOf((string)row[0])).Single();
        using SafetensorsFile file = SafetensorsFile.Open(path);
        byte[] colours = file.ReadBytes("rgb_u8");
        float[] millimetres = file.ReadAs<float>("depth_mm");
        int columns = (int)file["rgb_u8"].Shape[1], area = height * width;
        float[] rgb = new float[3 * area], depth = new float[3 * area];
        for (int i = 0; i < 3 * area; i++)
        {
            int channel = i / area, pixel = i % area / width * columns + i % area % width;
            rgb[i] = (float)((colours[3 * pixel + channel] * (1.0 / 255) - Mean[channel]) / Deviation[channel]);
            depth[i] = (float)(millimetres[pixel] * (1.0 / 5000));
        }

        return [tensor(rgb, [1, 3, height, width]), tensor(depth, [1, 3, height, width])];
    }
}
