using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Training.Losses;
using Fuse3D.Vision.Training.Parallel;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Training.Tasks;

/// <summary>Losses as a configuration describes them.</summary>
internal static class ConfiguredLosses
{
    public static GroupFreeLossOptions Points(RunConfig config)
    {
        LossConfig loss = config.Train.Loss;
        Distance distance = loss.Regression == "l1" ? Distance.L1 : Distance.SmoothL1;
        return new()
        {
            MeanSizes = config.Described().PointConfig().MeanSizes,
            SeedWeight = loss.Sampling,
            ObjectnessWeight = loss.Objectness,
            BoxWeight = loss.Box,
            ClassWeight = loss.Semantic,
            Centre = distance,
            CentreDelta = loss.CenterDelta,
            Size = distance,
            SizeDelta = loss.SizeDelta,
            Heading = distance,
            HeadingDelta = loss.HeadingDelta,
            ClosestSeeds = loss.NearestSeeds,
        };
    }

    public static YolosLossOptions Pictures(LossConfig loss) => new()
    {
        ClassWeight = loss.PictureClass,
        L1Weight = loss.PictureBox,
        GiouWeight = loss.PictureOverlap,
        NoObjectWeight = loss.NoObject,
        PatchWeight = loss.PicturePatches,
    };

    public static TokenFusionLossOptions Fused(RunConfig config) => new()
    {
        Points = Points(config),
        Pictures = Pictures(config.Train.Loss),
        LastPictureEpoch = config.Train.Loss.PictureEpochs,
        ScoreWeight = config.Train.Loss.Scores,
    };

    /// <summary>What losses divide by: a number of this process, or its mean over all processes.</summary>
    public static Func<Tensor, Tensor> Counting(TrainConfig config, IGradientExchange exchange) =>
        config.JoinedLoss && exchange.Size > 1 ? count => Mean(count, exchange) : count => count;

    private static Tensor Mean(Tensor count, IGradientExchange exchange)
    {
        using var scope = NewDisposeScope();
        Tensor sum = count.detach().clone().reshape(1);
        exchange.Sum(sum);
        return (sum / (double)exchange.Size).reshape([]).MoveToOuterDisposeScope();
    }
}
