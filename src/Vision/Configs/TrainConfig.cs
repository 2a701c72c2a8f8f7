using System.ComponentModel.DataAnnotations;

namespace Fuse3D.Vision.Configs;

/// <summary>How a network is trained.</summary>
public sealed record TrainConfig
{
    [Range(1, 1_000_000)] public int Epochs { get; init; } = 400;

    /// <summary>Samples of one step of one process.</summary>
    [Range(1, 4_096)] public int Batch { get; init; } = 8;

    /// <summary>The last samples of an epoch that do not fill a batch are left out.</summary>
    public bool DropLast { get; init; } = true;

    public TrainPrecision Precision { get; init; } = TrainPrecision.Full;

    public OptimizerConfig Optimizer { get; init; } = new();

    public ScheduleConfig Schedule { get; init; } = new();

    /// <summary>Rates of the stages that the epochs are divided into, evenly; each begins with a new optimizer. Empty: one stage at the optimizer's rates.</summary>
    public IReadOnlyList<StageConfig> Stages { get; init; } = [];

    public LossConfig Loss { get; init; } = new();

    /// <summary>
    /// Several processes make losses of one batch together, so that a step equals one of the joined batch: they divide by numbers of objects
    /// over all of them, sum up token scores over all of them, and give their pictures one frame and their scenes equally many views.
    /// </summary>
    public bool JoinedLoss { get; init; } = true;

    /// <summary>Batch norms take mean and variance over the samples of all processes; otherwise each process takes its own, as published.</summary>
    public bool SyncBatchNorm { get; init; }

    /// <summary>Batch norms keep their statistics while their scales and shifts learn; of networks of segmentation, as published.</summary>
    public bool FrozenNorms { get; init; }

    /// <summary>Largest norm of all gradients together; 0: any.</summary>
    [Range(0.0, 1e9)] public double Clip { get; init; } = 0.1;

    /// <summary>Share of the point decoder's activations that are dropped.</summary>
    [Range(0.0, 0.9)] public double Dropout { get; init; } = 0.1;

    /// <summary>Share of samples that skip the picture network's last block; it rises evenly from 0 at the first.</summary>
    [Range(0.0, 0.9)] public double DropPath { get; init; }

    /// <summary>Of the first weights, the order of samples, their augmentation and dropout.</summary>
    public ulong Seed { get; init; }

    public StartConfig Start { get; init; } = new();

    public LoadingConfig Loading { get; init; } = new();

    public CheckpointConfig Checkpoints { get; init; } = new();

    /// <summary>Epochs between two measurements on the split data.val; 0: never.</summary>
    [Range(0, 1_000_000)] public int ValidateEvery { get; init; } = 50;

    /// <summary>Steps between two lines of progress and two entries of the event file.</summary>
    [Range(1, 1_000_000)] public int LogEvery { get; init; } = 10;

    /// <summary>Steps in a row whose loss or gradient is not finite, after which the run ends; a single one is left out.</summary>
    [Range(1, 1_000)] public int FailuresAllowed { get; init; } = 5;
}

/// <summary>Element type of products and convolutions in a step's forward half; weights, losses and updates are float32 in any.</summary>
public enum TrainPrecision
{
    /// <summary>float32.</summary>
    Full,

    /// <summary>bfloat16, on CUDA, and slowly on the CPU.</summary>
    Bfloat16,

    /// <summary>float16 with a scaled loss, on CUDA only.</summary>
    Float16,
}

/// <summary>How a gradient changes its parameter.</summary>
public enum OptimizerKind
{
    /// <summary>Adam with decay apart from the gradient.</summary>
    AdamW,

    /// <summary>Adam with decay as a part of the gradient.</summary>
    Adam,

    /// <summary>Stochastic gradient descent with momentum.</summary>
    Sgd,
}

/// <summary>A stage of a run.</summary>
public sealed record StageConfig
{
    /// <inheritdoc cref="OptimizerConfig.Rate"/>
    [Range(0.0, 10.0)] public double Rate { get; init; }

    /// <inheritdoc cref="OptimizerConfig.DecoderRate"/>
    [Range(0.0, 10.0)] public double DecoderRate { get; init; }
}

/// <summary>An optimizer, with a learning rate for each part of the network.</summary>
public sealed record OptimizerConfig
{
    public OptimizerKind Kind { get; init; } = OptimizerKind.AdamW;

    /// <summary>Of dense networks' decoders, where it is another.</summary>
    public OptimizerKind? DecoderKind { get; init; }

    /// <summary>Read with sgd.</summary>
    [Range(0.0, 0.999999)] public double Momentum { get; init; } = 0.9;

    /// <summary>Of everything that has no rate of its own.</summary>
    [Range(0.0, 10.0)] public double Rate { get; init; } = 0.004;

    /// <summary>Of parameters whose name holds "decoder".</summary>
    [Range(0.0, 10.0)] public double DecoderRate { get; init; } = 0.0004;

    /// <summary>Of the picture's part of a fused network: parameters whose name holds "img".</summary>
    [Range(0.0, 10.0)] public double ImageRate { get; init; } = 5e-5;

    [Range(0.0, 10.0)] public double WeightDecay { get; init; } = 5e-4;

    /// <summary>Of the picture's part of a fused network.</summary>
    [Range(0.0, 10.0)] public double ImageWeightDecay { get; init; } = 1e-4;

    [Range(0.0, 0.999999)] public double Beta1 { get; init; } = 0.9;
    [Range(0.0, 0.999999)] public double Beta2 { get; init; } = 0.999;
    [Range(0.0, 1.0)] public double Epsilon { get; init; } = 1e-8;
}

/// <summary>How learning rates fall.</summary>
public enum ScheduleKind
{
    /// <summary>They do not.</summary>
    Constant,

    /// <summary>By a factor at each milestone.</summary>
    Step,

    /// <summary>Half a cosine, step by step (Group-Free 3D's option).</summary>
    Cosine,

    /// <summary>Half a cosine, epoch by epoch (YOLOS).</summary>
    EpochCosine,

    /// <summary>They rise evenly over the first steps of each stage, then fall in a straight line (TokenFusion's segmentation).</summary>
    WarmupPoly,
}

public sealed record ScheduleConfig
{
    public ScheduleKind Kind { get; init; } = ScheduleKind.Step;

    /// <summary>Epochs; counted from <see cref="WarmupEpochs"/>, so that with the published -1 each takes effect one epoch later than it says.</summary>
    [Range(0, 1_000_000)] public IReadOnlyList<int> Milestones { get; init; } = [];

    [Range(0.0, 1.0)] public double Factor { get; init; } = 0.1;

    /// <summary>The published code has -1 for "none".</summary>
    [Range(-1, 1_000_000)] public int WarmupEpochs { get; init; } = -1;

    /// <summary>Steps in which rates rise; read with warmup_poly.</summary>
    [Range(0, 1_000_000_000)] public int WarmupSteps { get; init; } = 1_500;

    /// <summary>Step of a stage at which the straight line would reach 0; read with warmup_poly.</summary>
    [Range(1, 1_000_000_000)] public int Steps { get; init; } = 40_000;

    /// <summary>Rate at the end of a cosine.</summary>
    [Range(0.0, 10.0)] public double Minimum { get; init; } = 1e-6;
}

/// <summary>Weights and shapes of the loss terms.</summary>
public sealed record LossConfig
{
    /// <summary>Choice of candidates, objectness, boxes, classes: the four terms of the point detector.</summary>
    [Range(0.0, 1e6)] public double Sampling { get; init; } = 0.8;

    [Range(0.0, 1e6)] public double Objectness { get; init; } = 0.1;
    [Range(0.0, 1e6)] public double Box { get; init; } = 1;
    [Range(0.0, 1e6)] public double Semantic { get; init; } = 0.1;

    /// <summary>Seeds nearest to an object's centre that are its candidates.</summary>
    [Range(1, 1_024)] public int NearestSeeds { get; init; } = 4;

    /// <summary>Errors from which the loss is linear, in metres (centre), of the mean size (size), of half a bin (heading).</summary>
    [Range(1e-9, 1e6)] public double CenterDelta { get; init; } = 1;

    [Range(1e-9, 1e6)] public double SizeDelta { get; init; } = 1;
    [Range(1e-9, 1e6)] public double HeadingDelta { get; init; } = 1;

    /// <summary>smooth_l1 or l1.</summary>
    [AllowedValues("smooth_l1", "l1")] public string Regression { get; init; } = "smooth_l1";

    /// <summary>The picture detector's: of matching and loss.</summary>
    [Range(0.0, 1e6)] public double PictureClass { get; init; } = 1;

    [Range(0.0, 1e6)] public double PictureBox { get; init; } = 5;
    [Range(0.0, 1e6)] public double PictureOverlap { get; init; } = 2;

    /// <summary>Weight of "no object" among the classes.</summary>
    [Range(0.0, 1e6)] public double NoObject { get; init; } = 0.1;

    /// <summary>Of a loss on the picture's patch tokens beside the published one on its detection tokens; 0: none.</summary>
    [Range(0.0, 1e6)] public double PicturePatches { get; init; }

    /// <summary>Last epoch in which a fused network learns from the pictures' own boxes.</summary>
    [Range(0, 1_000_000)] public int PictureEpochs { get; init; } = 120;

    /// <summary>Of the sum of a fused network's token scores.</summary>
    [Range(0.0, 1e6)] public double Scores { get; init; } = 1e-3;
}

/// <summary>Weights that training starts from instead of random ones.</summary>
public sealed record StartConfig
{
    /// <summary>Checkpoint of the point detector, or of the whole network.</summary>
    public string Points { get; init; } = "";

    /// <summary>Checkpoint of the picture detector, or of the classifier that it grows from.</summary>
    public string Image { get; init; } = "";
}

/// <summary>Reading samples ahead of the training step.</summary>
public sealed record LoadingConfig
{
    /// <summary>Threads that make samples; the samples do not depend on it.</summary>
    [Range(1, 256)] public int Threads { get; init; } = 2;

    /// <summary>Batches made ahead.</summary>
    [Range(1, 64)] public int Ahead { get; init; } = 2;
}

/// <summary>Which states of a run are kept.</summary>
public sealed record CheckpointConfig
{
    /// <summary>Epochs between two; 0: only the last.</summary>
    [Range(0, 1_000_000)] public int EveryEpochs { get; init; } = 10;

    /// <summary>Steps between two within an epoch; 0: none.</summary>
    [Range(0, 1_000_000_000)] public int EverySteps { get; init; }

    /// <summary>The latest so many stay.</summary>
    [Range(1, 1_000)] public int Keep { get; init; } = 2;
}
