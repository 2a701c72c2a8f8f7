using System.Globalization;
using Fuse3D.Bench.Frame;
using Fuse3D.Vision.Models.GroupFree;
using Fuse3D.Vision.Models.PointNet2;
using Fuse3D.Vision.Models.TokenFusion;
using Fuse3D.Vision.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Bench.Training;

/// <summary>A training step of SUN RGB-D's detectors: the plain path against the optimised one, in turn.</summary>
/// <remarks>
/// A step is forward, loss, backward and AdamW. The plain path is 1x1 convolutions, batch norms and a maximum over gathered neighbourhoods,
/// with brute-force point operators, and attention with all its scores in memory. Both have libtorch on every core.
/// </remarks>
internal static class TrainingBenchmark
{
    private const int WarmUps = 2;

    /// <param name="rounds">steps of each side that count</param>
    public static void Run(int rounds)
    {
        Say($"{Environment.ProcessorCount} cores, libtorch on all of them; median of {rounds} steps, in turn");
        torch.set_num_threads(Environment.ProcessorCount);
        foreach (int batch in (int[])[1, 2])
            GroupFree(batch, rounds);
        TokenFusion(1, rounds);
    }

    private static void GroupFree(int batch, int rounds)
    {
        GroupFreeConfig config = GroupFreeConfig.SunRgbdL6O256;
        using var scope = NewDisposeScope();
        using var network = new GroupFreeNetwork(config);
        using var input = new TrainingInput(batch, config);
        var loss = new GroupFreeLoss(GroupFreeLossOptions.SunRgbd);
        Compare(
            $"Group-Free 3D L6,O256, {batch} x {input.Clouds.shape[1]} points", network, rounds, fast => Choose(network.Backbone, fast),
            () => loss.Compute(network.call(input.Clouds), input.Targets).Total);
    }

    private static void TokenFusion(int batch, int rounds)
    {
        TokenFusionConfig config = TokenFusionConfig.SunRgbdL6O256Tiny;
        using var scope = NewDisposeScope();
        using var network = new TokenFusionNetwork(config);
        using var input = new TrainingInput(batch, config.Points);
        var loss = new TokenFusionLoss(new() { Points = GroupFreeLossOptions.SunRgbd });
        Compare(
            $"TokenFusion L6,O256, Ti, {batch} x 730 x 530 pixels", network, rounds,
            fast =>
            {
                Choose(network.Points.Backbone, fast);
                network.Image.Backbone.Tiled = fast;
            },
            () => loss.Compute(network.call(input.Clouds, input.Views, input.Project), input.Targets, input.ViewTargets, epoch: 1).Total);
    }

    private static void Choose(PointNet2Backbone backbone, bool fast) =>
        (backbone.Search, backbone.Fused) = (fast ? PointSearch.Fast : ScalarSearch.Search, fast);

    private static void Compare(string what, nn.Module network, int rounds, Action<bool> choose, Func<Tensor> loss)
    {
        network.train();
        using var optimizer = optim.AdamW(network.parameters(), lr: 1e-5);
        List<Cost> plain = [], fast = [];
        for (int round = -WarmUps; round < rounds; round++)
        {
            choose(false);
            Cost slow = Cost.Of(() => Step(optimizer, loss));
            choose(true);
            Cost quick = Cost.Of(() => Step(optimizer, loss));
            if (round < 0)
                continue;
            plain.Add(slow);
            fast.Add(quick);
        }

        (Cost before, Cost after) = (Cost.Median(plain), Cost.Median(fast));
        Say($"{what + ", plain",-52} {before}   {before.Wall / after.Wall,5:F2} x, processor {before.Processor / after.Processor,5:F2} x");
        Say($"{what + ", optimised",-52} {after}");
    }

    private static void Step(optim.Optimizer optimizer, Func<Tensor> loss)
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        loss().backward();
        optimizer.step();
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
