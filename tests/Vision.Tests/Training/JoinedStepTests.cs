using Fuse3D.Vision.Models.GroupFree;
using Fuse3D.Vision.Models.Norms;
using Fuse3D.Vision.Models.TokenFusion;
using Fuse3D.Vision.Tests.Models;
using Fuse3D.Vision.Training.Losses;
using Fuse3D.Vision.Training.Parallel;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Training;

/// <summary>One step of two ranks with a scene each against one of the joined batch, in double precision: whole networks and their losses.</summary>
public class JoinedStepTests
{
    // All is double precision but numbers of positives and the published 1e-6 beside each rank's: a unit of float32 in the last place of each
    // loss, some more where losses cancel.
    private const double Limit = 1e-6;

    private static GroupFreeLossOptions Options { get; } = GroupFreeLossOptions.ScanNet with { MeanSizes = SmallBatch.Config.MeanSizes };

    [Theory]
    [InlineData(false), InlineData(true)]
    public void Gradients_OfTwoRanks_AreThoseOfTheJoinedBatch(bool fused)
    {
        using var scope = NewDisposeScope();
        Dictionary<string, Tensor> joined = Step(fused, new AloneExchange(), 0, SmallBatch.Scenes, shared: true);

        Dictionary<string, Tensor> ranks = OfRanks(fused, shared: true);

        Assert.All(joined.Keys, name => Assert.True(Deviation(joined[name], ranks[name]) <= Limit, $"{name} deviates by {Deviation(joined[name], ranks[name])}"));
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public void Gradients_OfTwoRanksWithNormsOfTheirOwn_Differ(bool fused)
    {
        using var scope = NewDisposeScope();
        Dictionary<string, Tensor> joined = Step(fused, new AloneExchange(), 0, SmallBatch.Scenes, shared: false);

        Dictionary<string, Tensor> ranks = OfRanks(fused, shared: false);

        const string first = "backbone_net.sa1.mlp_module.layer0.conv.weight";
        Assert.True(Deviation(joined[first], ranks[first]) > 1e-3, $"{first} deviates by {Deviation(joined[first], ranks[first])}");
    }

    private static Dictionary<string, Tensor> OfRanks(bool fused, bool shared)
    {
        var found = new Dictionary<string, Tensor>[2];
        ThreadExchange.Run(2, exchange =>
        {
            using var own = NewDisposeScope();
            found[exchange.Rank] = Step(fused, exchange, exchange.Rank, 1, shared);
            foreach (Tensor tensor in found[exchange.Rank].Values)
                tensor.DetachFromDisposeScope();
        });
        foreach (string name in found[0].Keys.Where(_ => shared))
            Assert.True(found[0][name].equal(found[1][name]).all().item<bool>(), $"{name} differs between the ranks");
        return found[0];
    }

    /// <summary>Averaged gradients, buffers, and the loss over all ranks.</summary>
    /// <param name="fused">TokenFusion instead of Group-Free</param>
    private static Dictionary<string, Tensor> Step(bool fused, IGradientExchange exchange, int first, int scenes, bool shared)
    {
        using nn.Module network = fused
            ? new TokenFusionNetwork(SmallModel.Fused with { Points = SmallBatch.Config })
            : new GroupFreeNetwork(SmallBatch.Config);
        TrainingStepTests.Training(network).to(ScalarType.Float64);
        if (shared && exchange.Size > 1)
            SyncBatchNorm.Share(network, exchange.Sum);
        Tensor loss = Loss(network, exchange, first, scenes).Total;
        loss.backward();

        new GradientBuckets([.. network.parameters()]).Average(exchange);
        Tensor mean = loss.detach().clone();
        exchange.Sum(mean);
        Dictionary<string, Tensor> found = network.named_parameters().Where(entry => entry.parameter.grad is not null)
            .ToDictionary(entry => entry.name, entry => entry.parameter.grad!.clone());
        foreach (var (name, buffer) in network.named_buffers())
            found[name] = buffer.to(ScalarType.Float64).clone();
        found["loss"] = mean / (double)exchange.Size;
        return found;
    }

    private static LossTerms Loss(nn.Module network, IGradientExchange exchange, int first, int scenes)
    {
        Tensor Part(Tensor all) => all.narrow(0, first, scenes);
        Tensor Mean(Tensor count)
        {
            Tensor sum = count.detach().clone();
            exchange.Sum(sum);
            return sum / (double)exchange.Size;
        }

        Tensor clouds = Part(SmallBatch.Clouds()).to(ScalarType.Float64);
        DetectionTargets targets = FiniteDifferenceTests.Double(Parts(SmallBatch.Targets(SmallBatch.Config), Part));
        if (network is GroupFreeNetwork points)
        {
            points.Backbone.Search = FiniteDifferenceTests.Search;
            return new GroupFreeLoss(Options) { MeanOverProcesses = Mean }.Compute(points.call(clouds), targets);
        }

        var both = (TokenFusionNetwork)network;
        both.Points.Backbone.Search = FiniteDifferenceTests.Search;
        Tensor pictures = Part(SmallBatch.Pictures()).unsqueeze(1).to(ScalarType.Float64);
        var loss = new TokenFusionLoss(new() { Points = Options }) { MeanOverProcesses = Mean, Processes = exchange.Size };
        return loss.Compute(
            both.call(clouds, pictures, SmallBatch.Patches), targets, [.. SmallBatch.PictureTargets.Skip(first).Take(scenes).Select(items => new[] { items })], 1);
    }

    private static DetectionTargets Parts(DetectionTargets all, Func<Tensor, Tensor> part) => new()
    {
        CenterLabel = part(all.CenterLabel),
        HeadingClass = part(all.HeadingClass),
        HeadingResidual = part(all.HeadingResidual),
        SizeClass = part(all.SizeClass),
        SizeResidual = part(all.SizeResidual),
        SizeGts = part(all.SizeGts),
        SemanticClass = part(all.SemanticClass),
        BoxMask = part(all.BoxMask),
        PointObjectMask = part(all.PointObjectMask),
        PointInstance = part(all.PointInstance),
    };

    // Relative to the largest value.
    private static double Deviation(Tensor expected, Tensor actual)
    {
        using var scope = NewDisposeScope();
        return (expected - actual).abs().max().item<double>() / expected.abs().max().clamp_min(1e-3).item<double>();
    }
}
