using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Metrics.Running;
using Fuse3D.Vision.Models.GroupFree;
using Fuse3D.Vision.Models.GroupFree.Decoding;
using Fuse3D.Vision.Models.TokenFusion;
using Fuse3D.Vision.Models.Yolos;
using Fuse3D.Vision.Tests.Fusion;
using Fuse3D.Vision.Tests.Models;
using TorchSharp;

namespace Fuse3D.Vision.Tests.Metrics.Running;

/// <summary>A network in the form that trains, in batches, and the branches that services run, frame by frame: two ways to the same figures.</summary>
public class PredictorTests
{
    private const double Limit = 2e-4;      // float32 sums in another order

    [Fact]
    public async Task Predict_PointNetwork_AgreesWithTheBranch()
    {
        DetectionSample[] samples = [.. Enumerable.Range(0, 3).Select(i => Sample(i, views: 0))];
        using GroupFreeNetwork network = SmallModel.Filled(new GroupFreeNetwork(SmallModel.Points));
        await using var batched = NetworkPredictor.Of(network, torch.CPU);
        await using var single = new BranchPredictor(new LocalPointBranch("small", WeightTable.Of(network), SmallModel.Points));

        AssertNear(await single.PredictAsync(samples, default), await batched.PredictAsync(samples, default));
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 2, 1)]       // scenes of one batch with more pictures than others
    public async Task Predict_FusedNetwork_AgreesWithTheBranches(params int[] views)
    {
        DetectionSample[] samples = [.. views.Select((count, i) => Sample(i, count))];
        using TokenFusionNetwork network = SmallModel.Filled(new TokenFusionNetwork(SmallModel.Fused));
        await using var batched = NetworkPredictor.Of(network, torch.CPU);
        await using var single = new BranchPredictor(
            SmallBranches.Points(ComputeDevice.Cpu), SmallBranches.Image(ComputeDevice.Cpu), SmallBranches.Head(ComputeDevice.Cpu));

        IReadOnlyList<ScenePrediction> expected = await single.PredictAsync(samples, default), actual = await batched.PredictAsync(samples, default);

        AssertNear(expected, actual);
        Assert.Equal(views, actual.Select(prediction => prediction.Pictures.Count));
    }

    [Fact]
    public async Task Predict_PicturesOfTwoSizes_AgreesWithTheBranch()
    {
        PictureSize[] sizes = [SmallModel.Picture, new(48, 64), SmallModel.Picture];
        PictureSample[] samples = [.. sizes.Select((size, i) => new PictureSample($"{i}", SmallModel.Views(1, size, seed: i), size, size, [], []))];
        using YolosNetwork network = SmallModel.Filled(new YolosNetwork(SmallModel.Image));
        await using var batched = new PictureNetworkPredictor(network, torch.CPU);
        await using var single = new ImageBranchPredictor(new LocalImageBranch("small", WeightTable.Of(network), SmallModel.Image, 0, 0, SmallModel.Picture));

        AssertNear(await single.PredictAsync(samples, default), await batched.PredictAsync(samples, default));
    }

    [Fact]
    public async Task Predict_NetworkThatTrains_IsLeftTraining()
    {
        using GroupFreeNetwork network = SmallModel.Filled(new GroupFreeNetwork(SmallModel.Points));
        await using var predictor = NetworkPredictor.Of(network, torch.CPU);
        DetectionSample[] samples = [Sample(0, views: 0)];
        IReadOnlyList<ScenePrediction> evaluated = await predictor.PredictAsync(samples, default);
        network.train();

        IReadOnlyList<ScenePrediction> between = await predictor.PredictAsync(samples, default);

        Assert.True(network.training);
        Assert.Equal(evaluated[0].Points.Head("last_").Centres, between[0].Points.Head("last_").Centres);
    }

    private static void AssertNear(IReadOnlyList<ScenePrediction> expected, IReadOnlyList<ScenePrediction> actual)
    {
        foreach (var (ours, theirs) in expected.Zip(actual))
        {
            foreach (HeadSelection selection in (HeadSelection[])[HeadSelection.Parse("last", 2), HeadSelection.Parse("all_layers", 2)])
            {
                HeadOutputs a = ours.Points.Of(selection), b = theirs.Points.Of(selection);
                AssertNear(a.Centres, b.Centres);
                AssertNear(a.SemanticScores, b.SemanticScores);
                AssertNear(a.SizeResiduals!, b.SizeResiduals!);
            }

            AssertNear(ours.Pictures, theirs.Pictures);
        }
    }

    private static void AssertNear(IReadOnlyList<PicturePrediction> expected, IReadOnlyList<PicturePrediction> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        foreach (var (ours, theirs) in expected.Zip(actual))
        {
            AssertNear(ours.Logits, theirs.Logits);
            AssertNear(ours.Boxes, theirs.Boxes);
        }
    }

    private static void AssertNear(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, Limit));
    }

    private static DetectionSample Sample(int seed, int views) => new()
    {
        Id = $"{seed}",
        Points = SmallModel.Cloud(2100, seed: seed),
        PointCount = 2100,
        Targets = null!,
        Truth = [],
        Views = [.. Enumerable.Range(0, views).Select(view => new SampleView(
            $"{view}", SmallModel.Views(1, SmallModel.Picture, seed + 10 * view), SmallModel.Picture,
            new Camera(40, 40, 35, 25, SmallModel.Picture.Width, SmallModel.Picture.Height),
            Transform3D.FromMatrix([1, 0, 0, -2 + view, 0, 0, -1, 1, 0, 1, 0, 1], "pose"), []))],
    };
}
