using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Models.Dense;
using Fuse3D.Vision.Models.Modalities;
using Fuse3D.Vision.Tests.Dense;
using Fuse3D.Vision.Training;
using Fuse3D.Vision.Training.Parallel;
using Fuse3D.Vision.Training.Tasks.Dense;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Training.Dense;

/// <summary>Runs of small dense networks on invented pictures, by the names of network and fusion.</summary>
internal static class SmallDenseRun
{
    public static TrainConfig Train { get; } = new()
    {
        Epochs = 12,
        Batch = 2,
        Seed = 5,
        Clip = 0,
        LogEvery = 1,
        ValidateEvery = 0,
        Optimizer = new() { Kind = OptimizerKind.AdamW, Rate = 1e-3, DecoderRate = 2e-3, WeightDecay = 0.01 },
        Schedule = new() { Kind = ScheduleKind.Constant },
        Checkpoints = new() { EveryEpochs = 0 },
    };

    // Encoders descend, decoders adapt: both kinds of optimizer in one run.
    private static readonly OptimizerConfig Mixed = new() { Kind = OptimizerKind.Sgd, DecoderKind = OptimizerKind.Adam, Rate = 0.01, DecoderRate = 2e-3, WeightDecay = 1e-5 };

    private static readonly OptimizerConfig Adversarial = new() { Kind = OptimizerKind.Adam, Rate = 1e-3, Beta1 = 0.5, WeightDecay = 0 };

    public static DenseRunConfig Of(string family, string fusion)
    {
        DenseDescription model = Fused(Undropped(TinyDense.Of(family)), fusion) with { Name = "small" };
        bool tokens = DenseFamilies.HasTokens(family), segmentation = DenseFamilies.IsSegmentation(family);
        return new()
        {
            Name = "small",
            Family = family,
            Model = model,
            Train = Train with
            {
                Epochs = tokens && !segmentation ? 30 : Train.Epochs,       // transformers begin slowly
                Optimizer = !segmentation ? Adversarial : tokens ? Train.Optimizer
                    : family == DenseFamilies.Refinenet ? Mixed with { Rate = 1e-3, DecoderRate = 2e-4 } : Mixed,      // its decoder has no norms
            },
            Loss = new()
            {
                Penalty = fusion is "scored" or "channels" or "both" ? 1e-3 : 0,
                PenaltyPerOutput = segmentation && !tokens,
                ChannelPenalty = fusion == "both" ? 0.1 : 0,
            },
        };
    }

    public static (SegmentationTask? Segmentation, TranslationTask? Translation) Task(DenseRunConfig config) => config.IsSegmentation
        ? (new(config, new InventedFrames(), new InventedFrames(), CPU), null)
        : (null, new(config, new InventedViews(), new InventedViews(), CPU));

    public static bool Run<T>(ITrainingTask<T> task, TrainConfig config, RunRecord record, string folder, bool resume = false, CancellationToken stop = default)
    {
        using var trainer = new Trainer<T>(task, config, new RunFolder(folder), DamagedSamples.Stop, new AloneExchange(), record);
        if (resume)
            trainer.Resume();
        return trainer.Run(stop);
    }

    /// <summary>Which tokens or channels the branches exchange for the first sample: of each place and modality.</summary>
    public static bool[][] Exchanged(DenseNetwork network, Tensor[] pictures)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        network.Module.eval();
        ModalOutputs outputs = network.Forward(pictures);
        network.Module.train();
        return [.. network.Exchange.Read(outputs, (int)pictures[0].shape[2], (int)pictures[0].shape[3])
            .SelectMany(place => place.Masks).Select(mask => mask.Exchanged.ToArray())];
    }

    private static DenseDescription Undropped(DenseDescription model) => model with
    {
        Segformer = model.Segformer is { } segformer ? segformer with { Dropout = 0, DropPath = 0 } : null,
        Refinenet = model.Refinenet is { } refinenet ? refinenet with { Dropout = 0, Blocks = [2, 1, 1, 1], Width = 16 } : null,
        Pspnet = model.Pspnet is { } pspnet ? pspnet with { Dropout = 0, Blocks = [2, 1, 1, 1], EncoderWidth = 16 } : null,
        Deeplab = model.Deeplab is { } deeplab ? deeplab with { Dropout = 0 } : null,
        TokenTranslation = model.TokenTranslation is { } translation ? translation with { DropPath = 0 } : null,
        ChannelUnet = model.ChannelUnet is { } unet ? unet with { Dropout = 0, Stages = 6 } : null,
        Tokens = null,
        Channels = null,
        Asymmetric = false,
    };

    private static DenseDescription Fused(DenseDescription model, string fusion) => fusion switch
    {
        "both" => model with { Tokens = new() { Threshold = 0.5f, ChannelThreshold = 0.995f } },       // scales begin at 1
        "scored" => model with { Tokens = new() { Threshold = 0.5f } },
        "random" or "none" when DenseFamilies.HasTokens(model.Family) => model with { Tokens = new() { Kind = fusion } },
        "channels" => model with { Channels = new() { Threshold = 1f } },           // scales begin at 1, which is not below
        "asymmetric" => model with { Asymmetric = true },
        "none" => model,
        "joined" => model with { Baseline = new() { Kind = "concat", Stages = [2, 3], Join = true } },
        _ => model with { Baseline = new() { Kind = fusion, Stages = [2, 3] } },
    };
}
