using Fuse3D.Vision.Kernels;
using Fuse3D.Vision.Tests.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Kernels;

/// <summary>The point operators on tensors: batches, other layouts, gradients. One test body for every device there is.</summary>
public class PointOpsTests
{
    private const int Points = 700, Centres = 60, Samples = 16;
    private const float Radius = .8f;

    [SkippableTheory]
    [InlineData("cpu"), InlineData("cuda"), Trait("Category", "Gpu")]
    public void Searches_OnABatch_EqualEachCloudByItself(string device)
    {
        Skip.If(device == "cuda" && !cuda.is_available(), "no CUDA device");
        using var scope = NewDisposeScope();
        float[][] clouds = [Clouds.Make("uniform", Points, 1), Clouds.Make("clustered", Points, 2), Clouds.Make("grid", Points, 3)];
        Tensor xyz = Batch(clouds, device);
        Tensor picked = PointOps.SampleFurthest(xyz, Centres);
        Tensor centres = xyz.gather(1, picked.unsqueeze(-1).expand(-1, -1, 3));
        Tensor near = PointOps.QueryBall(xyz, centres, Radius, Samples);
        (Tensor distances, Tensor nearest) = PointOps.QueryThreeNearest(xyz, centres);

        for (int b = 0; b < clouds.Length; b++)
        {
            int[] expected = new int[Centres], slots = new int[Centres * Samples], threes = new int[3 * Points];
            float[] three = new float[3 * Points];
            FurthestPoint.SampleScalar(clouds[b], expected);
            float[] around = [.. expected.SelectMany(i => clouds[b][(3 * i)..][..3])];
            BallQuery.QueryScalar(clouds[b], around, Radius, Samples, slots);
            ThreeNearest.QueryScalar(clouds[b], around, three, threes);
            Assert.Equal(expected, Indices(picked[b]));
            Assert.Equal(slots, Indices(near[b]));
            Assert.Equal(threes, Indices(nearest[b]));
            Assert.Equal(three, distances[b].cpu().contiguous().data<float>().ToArray());
        }
    }

    [Fact]
    public void Searches_OnATransposedView_SeeItsValues()
    {
        using var scope = NewDisposeScope();
        Tensor xyz = Batch([Clouds.Make("uniform", Points, 1)], "cpu");
        Tensor view = xyz.transpose(1, 2).contiguous().transpose(1, 2);
        Assert.False(view.is_contiguous());
        Assert.Equal(Indices(PointOps.SampleFurthest(xyz, Centres)), Indices(PointOps.SampleFurthest(view, Centres)));
    }

    [Fact]
    public void GroupAndInterpolate_EqualTheSpanForms()
    {
        using var scope = NewDisposeScope();
        const int channels = 5;
        float[] cloud = Clouds.Make("uniform", Points, 1), values = Numbers.Uniform(channels * Points, 2);
        int[] picked = new int[Centres], near = new int[Centres * Samples], threes = new int[3 * Centres];
        FurthestPoint.Sample(cloud, picked);
        float[] centres = [.. picked.SelectMany(i => cloud[(3 * i)..][..3])], weights = new float[3 * Centres], grouped = new float[(3 + channels) * near.Length];
        BallQuery.Query(cloud, centres, Radius, Samples, near);
        ThreeNearest.Query(centres, cloud, weights, threes);
        ThreeNearest.Weights(weights, weights);
        float[] blended = new float[channels * Centres];
        Grouping.Normalised(cloud, centres, Radius, values, near, grouped);
        Interpolation.Channels(values, Points, threes, weights, blended);

        Tensor xyz = Batch([cloud], "cpu"), at = Batch([centres], "cpu"), features = tensor(values, [1, channels, Points]);
        Tensor tensorGrouped = PointOps.GroupNormalised(xyz, at, Radius, features, PointOps.QueryBall(xyz, at, Radius, Samples));
        (Tensor distances, Tensor nearest) = PointOps.QueryThreeNearest(at, xyz);
        Tensor tensorBlended = PointOps.Interpolate(features, nearest, PointOps.InterpolationWeights(distances));
        Assert.Equal([1, 3 + channels, Centres, Samples], tensorGrouped.shape);
        Assert.Equal(0, Closeness.Of<float>(grouped, Values(tensorGrouped), 1e-6).Beyond);
        Assert.Equal(0, Closeness.Of<float>(blended, Values(tensorBlended), 1e-6).Beyond);
    }

    [Fact]
    public void Group_Gradient_CountsHowOftenAPointIsUsed()
    {
        using var scope = NewDisposeScope();
        Tensor features = zeros(1, 2, 4).requires_grad_(true);
        Tensor indices = tensor((long[])[0, 2, 2, 0, 2, 3], [1, 2, 3]);
        PointOps.Group(features, indices).sum().backward();
        Assert.Equal([2f, 0, 3, 1, 2, 0, 3, 1], Values(features.grad!));
    }

    [Fact]
    public void Interpolate_Gradient_IsTheWeight()
    {
        using var scope = NewDisposeScope();
        Tensor features = zeros(1, 1, 4).requires_grad_(true);
        Tensor indices = tensor((long[])[3, 1, 1], [1, 1, 3]), weights = tensor((float[])[.5f, .25f, .125f], [1, 1, 3]);
        PointOps.Interpolate(features, indices, weights).sum().backward();
        Assert.Equal([0f, .375f, 0, .5f], Values(features.grad!));
    }

    [Fact]
    public void Searches_UnusableTensors_AreRefusedByName()
    {
        using var scope = NewDisposeScope();
        Assert.Equal("xyz", Assert.Throws<InvalidInputException>(() => PointOps.SampleFurthest(zeros(5, 3), 1)).Field);
        Assert.Equal("xyz", Assert.Throws<InvalidInputException>(() => PointOps.SampleFurthest(zeros(1, 5, 3, dtype: ScalarType.Float64), 1)).Field);
        Assert.Equal("centres", Assert.Throws<InvalidInputException>(() => PointOps.QueryBall(zeros(1, 5, 3), zeros(2, 5, 3), 1, 1)).Field);
        Assert.Contains("point 1 has x", Assert.Throws<InvalidInputException>(
            () => PointOps.SampleFurthest(tensor((float[])[0, 0, 0, float.NaN, 0, 0], [1, 2, 3]), 1)).Message, StringComparison.Ordinal);
    }

    private static Tensor Batch(float[][] clouds, string device) =>
        tensor([.. clouds.SelectMany(cloud => cloud)], [clouds.Length, clouds[0].Length / 3, 3], device: torch.device(device));

    private static int[] Indices(Tensor indices) => [.. indices.cpu().contiguous().data<long>().ToArray().Select(i => (int)i)];

    private static float[] Values(Tensor values) => values.cpu().contiguous().data<float>().ToArray();
}
