using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Metrics.Dense;
using Fuse3D.Vision.Models.Inception;
using Fuse3D.Vision.Models.Packed;
using Fuse3D.Vision.Tests.Data;
using Fuse3D.Vision.Tests.Dense;
using Fuse3D.Vision.Tests.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Models.Inception;

[Trait("Category", "Golden")]
public class InceptionGoldenTests
{
    private const double FeatureLimit = 2e-5;

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "inception_fid", MemberType = typeof(GoldenCases))]
    public void Forward_GoldenPictures_MatchesReference(string name)
    {
        using var golden = new DenseGolden(name);
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using InceptionNetwork network = golden.LoadInto(new InceptionNetwork());
        network.eval();
        Tensor pictures = (golden.U("incep.input", 2, 3, 120, 160) + 1) * 0.5f;
        Tensor[] features = network.call(InceptionNetwork.Prepare(pictures));
        golden.Close("feat64", features[0], FeatureLimit);
        golden.Close("feat192", features[1], FeatureLimit);
        golden.Close("feat768", features[2], FeatureLimit);
        golden.Close("feat2048", features[3], FeatureLimit);
        Tensor small = nn.functional.interpolate(pictures, [120, 140], mode: InterpolationMode.Bilinear, align_corners: false);
        golden.Close("feat2048.no_resize_no_normalise", network.call(small)[3], FeatureLimit);
    }

    [Fact]
    public void Load_FileWithoutStepCounters_GivesTheSameFeatures()
    {
        using var folder = new ScratchFolder();
        using var whole = new InceptionNetwork();
        Checkpoint.Fill(whole, new HashedWeights(3));
        whole.eval();
        var weights = WeightTable.Of(whole);
        string path = folder.At("inception.safetensors");
        Checkpoint.Save(new WeightTable("old", weights.Entries.Where(e => !KeyNames.IsStepCounter(e.Key))), path);
        using InceptionNetwork loaded = InceptionNetwork.Load(path);
        Picture[] pictures = [new(20, 30, [.. Enumerable.Range(0, 1800).Select(i => (byte)(i * 7))])];
        FeatureSet features = new InceptionFeatures(loaded).Of(pictures);
        Assert.Equal((1, InceptionNetwork.Features), (features.Count, features.Dimension));
        Assert.Equal(new InceptionFeatures(whole).Of(pictures).Values, features.Values);
    }

    [Fact]
    public void Load_WeightsOfAnotherNetwork_AreRefused()
    {
        using var folder = new ScratchFolder();
        using var other = nn.Linear(2048, 1008);
        Checkpoint.Save(other, folder.At("other.safetensors"));
        Assert.Contains("missing", Assert.Throws<InvalidInputException>(() => InceptionNetwork.Load(folder.At("other.safetensors"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Features_PicturesOfTwoSizes_AreRefused()
    {
        using var network = new InceptionNetwork();
        Picture[] pictures = [new(2, 2, new byte[12]), new(1, 2, new byte[6])];
        Assert.Throws<InvalidInputException>(() => new InceptionFeatures(network).Of(pictures));
    }
}
