using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Tests.Golden;
using Fuse3D.Vision.Tests.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Fusion;

/// <summary>The branches and the fusion head as modules. One test body for the CPU and for CUDA.</summary>
[Trait("Category", "Gpu")]
public class ModuleBranchTests
{
    private const double HeadLimit = 1e-4;

    /// <summary>Which part runs on the device; the others are packed on the CPU.</summary>
    public static TheoryData<string, bool, bool, bool> Mixes
    {
        get
        {
            var mixes = new TheoryData<string, bool, bool, bool>();
            foreach (string device in new[] { TestDevice.Modules, TestDevice.Cuda })
            {
                foreach (var (points, image, head) in new[] { (true, true, true), (true, false, false), (false, true, false), (false, false, true) })
                    mixes.Add(device, points, image, head);
            }

            return mixes;
        }
    }

    [SkippableTheory, MemberData(nameof(Mixes))]
    public async Task DetectAsync_AnyMixOfDevices_EqualsThePackedPath(string device, bool pointsThere, bool imageThere, bool headThere)
    {
        ComputeDevice there = TestDevice.Of(device), here = ComputeDevice.Cpu;
        using FusedFrame expected = await Frame(here, here, here);
        using FusedFrame actual = await Frame(pointsThere ? there : here, imageThere ? there : here, headThere ? there : here);

        Assert.Null(actual.Missing);
        Assert.Equal(expected.Exchange!.Layers.Select(layer => layer.Seeds), actual.Exchange!.Layers.Select(layer => layer.Seeds));
        Assert.Equal(expected.Points.Outputs.Keys.Order(), actual.Points.Outputs.Keys.Order());
        foreach (var (name, output) in expected.Points.Outputs)
            AssertNear(output, actual.Points.Outputs[name], name);
        AssertNear(expected.Image!.Logits, actual.Image!.Logits, "logits");
        AssertNear(expected.Image.Boxes, actual.Image.Boxes, "boxes");
        AssertNear(expected.SeedXyz, actual.SeedXyz, "seeds");
    }

    [SkippableTheory, InlineData(TestDevice.Modules), InlineData(TestDevice.Cuda)]
    public async Task DetectAsync_WithoutImageBranch_AnswersFromPointsAlone(string device)
    {
        await using IPointBranch points = SmallBranches.Points(TestDevice.Of(device)), packed = SmallBranches.Points(ComputeDevice.Cpu);
        using Tensor cloud = SmallBranches.Cloud();
        await using IPointSession session = await points.BeginAsync(cloud, CancellationToken.None), other = await packed.BeginAsync(cloud, CancellationToken.None);
        using PointHeads heads = await session.DecodeAsync(null, CancellationToken.None), again = await session.DecodeAsync(null, CancellationToken.None);
        using PointHeads expected = await other.DecodeAsync(null, CancellationToken.None);
        AssertNear(expected.Outputs["last_center"], heads.Outputs["last_center"], "last_center");
        AssertNear(expected.Outputs["last_center"], again.Outputs["last_center"], "last_center, the second time");
    }

    [SkippableTheory, InlineData(TestDevice.Modules), InlineData(TestDevice.Cuda)]
    public async Task Tokens_BetweenPartsOnOneDevice_StayThere(string device)
    {
        ComputeDevice there = TestDevice.Of(device);
        await using IPointBranch points = SmallBranches.Points(there);
        await using IImageBranch image = SmallBranches.Image(there);
        using Tensor cloud = SmallBranches.Cloud(), views = SmallBranches.Views();
        await using IPointSession session = await points.BeginAsync(cloud, CancellationToken.None);
        await using IImageSession pictures = await image.BeginAsync(views, CancellationToken.None);
        using Tensor rows = await pictures.GatherAsync(1, new[] { 0, 5, 23 }, CancellationToken.None).WaitAsync(SmallBranches.Patience);
        using FusedFrame frame = await Frame(there, there, there);
        Assert.All([session.SeedXyz, session.KeyTokens, rows, frame.Exchange!.Layers[0].Rows], tensor => Assert.Equal(there.Device.type, tensor.device_type));
        Assert.All(frame.Points.Outputs.Values, output => Assert.Equal(DeviceType.CPU, output.device_type));
    }

    [SkippableTheory, InlineData(TestDevice.Modules), InlineData(TestDevice.Cuda)]
    public async Task Inputs_ThatDoNotFit_AreRefusedByName(string device)
    {
        ComputeDevice there = TestDevice.Of(device);
        await using IPointBranch points = SmallBranches.Points(there);
        await using IImageBranch image = SmallBranches.Image(there);
        using Tensor flat = zeros([10, 4]), broken = full([10, 3], float.NaN), views = SmallBranches.Views(), cloud = SmallBranches.Cloud();
        Assert.Equal("points", (await Assert.ThrowsAsync<InvalidInputException>(() => points.BeginAsync(flat, CancellationToken.None))).Field);
        Assert.Equal("points", (await Assert.ThrowsAsync<InvalidInputException>(() => points.BeginAsync(broken, CancellationToken.None))).Field);
        Assert.Equal("image", (await Assert.ThrowsAsync<InvalidInputException>(() => image.BeginAsync(flat, CancellationToken.None))).Field);

        await using IImageSession session = await image.BeginAsync(views, CancellationToken.None);
        await Assert.ThrowsAsync<InvalidInputException>(() => session.GatherAsync(0, new[] { 24 }, CancellationToken.None).WaitAsync(SmallBranches.Patience));
        await Assert.ThrowsAsync<InvalidInputException>(() => session.GatherAsync(2, new[] { 0 }, CancellationToken.None).WaitAsync(SmallBranches.Patience));

        await using IPointSession seeds = await points.BeginAsync(cloud, CancellationToken.None);
        using var exchange = new TokenExchange(ones([1, 1]), []);
        await Assert.ThrowsAsync<InvalidInputException>(() => seeds.DecodeAsync(exchange, CancellationToken.None));
    }

    [SkippableTheory, InlineData(TestDevice.Modules), InlineData(TestDevice.Cuda)]
    public async Task BeginAsync_Cancelled_EndsTheSession(string device)
    {
        await using IImageBranch image = SmallBranches.Image(TestDevice.Of(device));
        using Tensor views = SmallBranches.Views();
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        await using IImageSession session = await image.BeginAsync(views, cancel.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => session.FinishAsync(CancellationToken.None).WaitAsync(SmallBranches.Patience));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => session.GatherAsync(0, new[] { 0 }, CancellationToken.None).WaitAsync(SmallBranches.Patience));
    }

    // bfloat16 is the short type that the CPU can compute in, and has fewer bits than half: the same conversions, a wider limit.
    [SkippableTheory, InlineData(TestDevice.Modules, ScalarType.BFloat16, 0.1), InlineData(TestDevice.Cuda, ScalarType.Float16, 0.02)]
    public async Task ImageBranch_InShortNumbers_StaysNearFloat32(string device, ScalarType type, double limit)
    {
        ComputeDevice there = TestDevice.Of(device);
        using FusedFrame expected = await Frame(there, there, there);
        await using IPointBranch points = SmallBranches.Points(there);
        await using IImageBranch image = SmallBranches.Image(there, type);
        using IFusionHead head = SmallBranches.Head(there);
        using FusedFrame actual = await SmallBranches.Detect(points, image, head);
        Assert.Equal(ScalarType.Float32, actual.Image!.Logits.dtype);
        Assert.NotEqual(Values(expected.Image!.Logits), Values(actual.Image.Logits));
        AssertNear(expected.Image.Logits, actual.Image.Logits, "logits", limit);
        AssertNear(expected.Image.Boxes, actual.Image.Boxes, "boxes", limit);
        AssertNear(expected.Exchange!.Layers[1].Rows, actual.Exchange!.Layers[1].Rows, "rows", limit);
    }

    private static async Task<FusedFrame> Frame(ComputeDevice pointsOn, ComputeDevice imageOn, ComputeDevice headOn)
    {
        await using IPointBranch points = SmallBranches.Points(pointsOn);
        await using IImageBranch image = SmallBranches.Image(imageOn);
        using IFusionHead head = SmallBranches.Head(headOn);
        return await SmallBranches.Detect(points, image, head);
    }

    private static void AssertNear(Tensor expected, Tensor actual, string name, double limit = HeadLimit)
    {
        Assert.Equal(expected.shape, actual.shape);
        Closeness found = Closeness.Of<float>(Values(expected), Values(actual), limit);
        Assert.True(found.Beyond == 0, $"{name}: {found.Beyond} values beyond {limit}, the worst by {found.Worst:G3}");
    }

    private static float[] Values(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
    }
}
