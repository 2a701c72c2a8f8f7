using System.Globalization;
using System.Text.Json;
using Fuse3D.Vision.Data.Dense;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Metrics.Dense;
using Fuse3D.Vision.Tests.Dense;
using Fuse3D.Vision.Tests.Golden;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Data.Dense;

/// <summary>Sizes and training's transforms, against OpenCV and the published code.</summary>
[Trait("Category", "Golden")]
public class PreprocessingGoldenTests
{
    private const double MapLimit = 2e-5, MostOffByOne = 0.08;

    // One level of a colour in the plane with the smallest deviation.
    private const double OneLevel = 1 / 255.0 / 0.224;

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "preproc_resize", MemberType = typeof(GoldenCases))]
    public void Enlarge_GoldenMaps_MatchesOpenCv(string name)
    {
        using var golden = new DenseGolden(name);
        using var scope = NewDisposeScope();
        long[][] inputs = [[5, 7, 9], [3, 16, 24], [4, 30, 41], [4, 30, 40]];
        for (int i = 0; i < inputs.Length; i++)
        {
            long[] size = golden.Shape($"cubic{i}.out");
            Tensor sized = LabelMaps.Sized(golden.U($"rs{i}", inputs[i]).unsqueeze(0), (int)size[1], (int)size[2]);
            golden.Close($"cubic{i}.out", sized.squeeze(0), MapLimit, absolute: true);
            byte[] labels = LabelMaps.Of(golden.U($"rs{i}", inputs[i]).unsqueeze(0), (int)size[1], (int)size[2]).Single();
            GoldenReport.Equal<byte>(name, $"cubic{i}.argmax", golden.Bytes($"cubic{i}.argmax"), labels);
        }
    }

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "preproc_resize", MemberType = typeof(GoldenCases))]
    public void Resize_GoldenPictures_MatchesOpenCv(string name)
    {
        using var golden = new DenseGolden(name);
        SegmentationFrame frame = Frame(golden, "scale.");
        foreach (string tensor in golden.Tensors.Where(t => t.StartsWith("scale", StringComparison.Ordinal) && t.EndsWith(".rgb", StringComparison.Ordinal)))
        {
            string scale = tensor["scale".Length..^".rgb".Length];
            double factor = double.Parse(scale, CultureInfo.InvariantCulture), step = 1 / factor;
            (int width, int height) = (CropRule.Scaled(frame.Width, factor), CropRule.Scaled(frame.Height, factor));
            Raster<ushort>[] sized = [.. frame.Modalities.Select(m => m.Sized(width, height, step, step).Pixels)];
            OffByOneAtMost(golden, tensor, [.. golden.Bytes(tensor).Select(v => (double)v)], [.. sized[0].Values.Select(v => (double)v)], 1);
            GoldenReport.Equal<long>(name, $"scale{scale}.depth", golden.Integers($"scale{scale}.depth"), [.. sized[1].Values.Select(v => (long)v)]);
            GoldenReport.Equal<byte>(name, $"scale{scale}.mask", golden.Bytes($"scale{scale}.mask"), frame.Labels.Nearest(width, height, step, step).Values);
        }
    }

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "preproc_pipeline", MemberType = typeof(GoldenCases))]
    public void Validation_GoldenFrame_MatchesReference(string name)
    {
        using var golden = new DenseGolden(name);
        SegmentationSample sample = Frame(golden, "").ToSample();
        GoldenReport.Equal<float>(name, "val.rgb", golden.Floats("val.rgb"), sample.Planes[0]);
        GoldenReport.Equal<float>(name, "val.depth", golden.Floats("val.depth"), sample.Planes[1]);
        GoldenReport.Equal<long>(name, "val.mask", golden.Integers("val.mask"), [.. sample.Labels.Select(v => (long)v)]);
    }

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "preproc_pipeline", MemberType = typeof(GoldenCases))]
    public void Training_GoldenDraws_MatchesReference(string name)
    {
        using var golden = new DenseGolden(name);
        SegmentationFrame frame = Frame(golden, "");
        var rule = new CropRule(ShortSide: 30, Side: 44);
        int draw = 0;
        foreach (JsonElement drawn in golden.Json("draws").EnumerateArray())
        {
            JsonElement[] numbers = [.. drawn.EnumerateArray()];
            var augmentation = new SegmentationAugmentation(
                numbers[0].GetProperty("value").GetDouble(), numbers[1].GetProperty("value").GetInt32() == 1,
                numbers[2].GetProperty("value").GetInt32(), numbers[3].GetProperty("value").GetInt32());
            double scale = rule.Scale(frame.Width, frame.Height, augmentation.Scale);
            Assert.Equal(numbers[2].GetProperty("hi").GetInt32(), rule.Starts(CropRule.Scaled(frame.Height, scale)));
            Assert.Equal(numbers[3].GetProperty("hi").GetInt32(), rule.Starts(CropRule.Scaled(frame.Width, scale)));

            SegmentationSample sample = augmentation.Apply(frame, rule).ToSample();
            string tensor = $"train{draw++}";
            OffByOneAtMost(golden, $"{tensor}.rgb", [.. golden.Floats($"{tensor}.rgb").Select(v => (double)v)], [.. sample.Planes[0].Select(v => (double)v)], OneLevel);
            GoldenReport.Equal<float>(name, $"{tensor}.depth", golden.Floats($"{tensor}.depth"), sample.Planes[1]);
            GoldenReport.Equal<long>(name, $"{tensor}.mask", golden.Integers($"{tensor}.mask"), [.. sample.Labels.Select(v => (long)v)]);
        }
    }

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "image_sunrgbd", MemberType = typeof(GoldenCases))]
    public void Read_RealPicture_IsTheGoldensInputOfNetworks(string name)
    {
        using var golden = new DenseGolden(name);
        Raster<ushort> picture = RasterFile.Read(RealData.PathOf("sunrgbd/000017.jpg")).Part(0, 0, 640, 480);
        GoldenReport.Equal<byte>(name, "rgb_u8", golden.Bytes("rgb_u8"), Array.ConvertAll(picture.Values, v => (byte)v));
        Raster<ushort> depth = new(640, 480, 1, [.. Enumerable.Range(0, 640 * 480).Select(i => (ushort)(800 + 6 * (i / 640) + 2 * (i % 640) + 37 * (i / 640) * (i % 640) % 101))]);
        GoldenReport.Equal<long>(name, "depth_mm", golden.Integers("depth_mm"), [.. depth.Values.Select(v => (long)v)]);
    }

    private static SegmentationFrame Frame(DenseGolden golden, string prefix)
    {
        Raster<ushort> rgb = Stored($"{prefix}rgb_in", [.. golden.Bytes($"{prefix}rgb_in").Select(v => (ushort)v)]),
            depth = Stored($"{prefix}depth_in", [.. golden.Integers($"{prefix}depth_in").Select(v => (ushort)v)]);
        long[] size = golden.Shape($"{prefix}mask_in");
        return SegmentationFrame.CutToLabels(
            "golden", [new(ModalityForm.Colour, rgb), new(ModalityForm.Depth, depth)],
            new Raster<byte>((int)size[1], (int)size[0], 1, golden.Bytes($"{prefix}mask_in")));

        Raster<ushort> Stored(string tensor, ushort[] values) =>
            new((int)golden.Shape(tensor)[1], (int)golden.Shape(tensor)[0], values.Length / (int)(golden.Shape(tensor)[0] * golden.Shape(tensor)[1]), values);
    }

    // OpenCV's fixed-point sums may round another way: by one level, in few places.
    private static void OffByOneAtMost(DenseGolden golden, string tensor, double[] expected, double[] actual, double level)
    {
        Assert.Equal(expected.Length, actual.Length);
        double[] apart = [.. expected.Zip(actual, (e, a) => Math.Abs(e - a))];
        Assert.InRange(apart.Max(), 0, level * 1.0001);
        double share = apart.Count(d => d > level / 1000) / (double)apart.Length;
        GoldenReport.Record(golden.Name, $"{tensor} (share of values one level off)", share, MostOffByOne);
        Assert.InRange(share, 0, MostOffByOne);
    }
}
