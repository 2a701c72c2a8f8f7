using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Metrics.Dense;
using Fuse3D.Vision.Models.Packed;
using Fuse3D.Vision.Tests.Dense;
using Fuse3D.Vision.Tests.Golden;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Metrics.Dense;

public class TranslationGoldenTests
{
    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "metrics_mae_mse", MemberType = typeof(GoldenCases)), Trait("Category", "Golden")]
    public void Errors_GoldenPictures_MatchReference(string name)
    {
        using var golden = new DenseGolden(name);
        using var scope = NewDisposeScope();
        var errors = new TranslationErrors();
        var each = Enumerable.Range(0, 3).Select(i => errors.Add(
            golden.U($"mae.p{i}", 1, 3, 32, 40).ToFloats(), golden.U($"mae.t{i}", 1, 3, 32, 40).ToFloats())).ToList();
        golden.Close("l1", tensor(each.Select(e => (float)e.Absolute).ToArray()), 1e-5);
        golden.Close("mse", tensor(each.Select(e => (float)e.Squared).ToArray()), 1e-5);
        golden.Close("l1_avg", tensor((float)errors.MeanAbsolute), 1e-5);
        golden.Close("rl2_avg", tensor((float)errors.RootMeanSquared), 1e-5);
    }

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "translation_png", MemberType = typeof(GoldenCases)), Trait("Category", "Golden")]
    public void Picture_GoldenTensor_IsThePublishedPng(string name)
    {
        using var golden = new DenseGolden(name);
        using var scope = NewDisposeScope();
        float[] planes = (0.6f * golden.U("png.img", 1, 3, 256, 256) + 0.1f).ToFloats();
        Picture small = TranslationPicture.Stretched(planes, 256, 256);
        GoldenReport.Equal<byte>(name, "uint8_before_drawing", golden.Bytes("uint8_before_drawing"), small.Rgb);
        byte[] rows = golden.Bytes("png_nearest.rows0_24");
        Picture published = TranslationPicture.Of(planes, 256, 256, PictureForm.PublishedPng);
        Assert.Equal((500, 500), (published.Width, published.Height));
        GoldenReport.Equal<byte>(name, "png_nearest.rows0_24", rows, published.Rgb.AsSpan(0, rows.Length));
    }

    [Fact]
    public void Picture_Direct_IsRoundedAndKeepsItsSize()
    {
        Picture picture = TranslationPicture.Of([-1, 1, 0, 2, -3, 0.004f], 1, 2, PictureForm.Direct);
        Assert.Equal([0, 128, 0, 255, 255, 128], picture.Rgb);
        Assert.Equal(new byte[6], TranslationPicture.Stretched([5, 5, 5, 5, 5, 5], 1, 2).Rgb);
    }
}
