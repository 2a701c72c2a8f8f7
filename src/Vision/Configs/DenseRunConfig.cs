using System.ComponentModel.DataAnnotations;
using Fuse3D.Vision.Checkpoints;

namespace Fuse3D.Vision.Configs;

/// <summary>One experiment with a network that gives a picture, of segmentation or translation; beside <see cref="RunConfig"/> of detection.</summary>
/// <remarks>Keys in the file are these names in snake_case. Unknown keys and values out of range are errors that name the key.</remarks>
public sealed record DenseRunConfig
{
    public string Name { get; init; } = "";

    [AllowedValues(
        DenseFamilies.Segformer, DenseFamilies.Refinenet, DenseFamilies.Pspnet, DenseFamilies.Deeplab, DenseFamilies.TokenTranslation, DenseFamilies.ChannelUnet)]
    public string Family { get; init; } = "";

    /// <summary>As a model folder's config.yaml; name and family come from here.</summary>
    public DenseDescription Model { get; init; } = new();

    public DenseDataConfig Data { get; init; } = new();

    public TrainConfig Train { get; init; } = new();

    public DenseLossConfig Loss { get; init; } = new();

    public DenseEvalConfig Eval { get; init; } = new();

    public bool IsSegmentation => DenseFamilies.IsSegmentation(Family);

    /// <summary>Whether a file is a configuration of such a run: what its key family says, unless overridden.</summary>
    /// <exception cref="InvalidInputException">the file cannot be read</exception>
    public static bool Holds(string path, IReadOnlyList<string>? overrides = null) =>
        DenseFamilies.IsKnown(YamlBinder.Text(path, overrides ?? [], "family"));

    /// <param name="overrides">"train.epochs=3": the key's path, and a value in YAML</param>
    /// <exception cref="InvalidInputException">the file cannot be read, or a key or value is wrong; the message names file and key</exception>
    public static DenseRunConfig Load(string path, IReadOnlyList<string>? overrides = null)
    {
        DenseRunConfig read = YamlBinder.Read<DenseRunConfig>(path, overrides ?? []);
        CheckRun(path, read);
        DenseRunConfig config = read with { Model = read.Model with { Name = read.Name, Family = read.Family } };
        config.Described(Placeholders(config), path).Check();
        return config;
    }

    /// <param name="labels">the data set's classes; none for translation</param>
    /// <param name="source">named in errors</param>
    public DescribedDense Described(IReadOnlyList<string> labels, string source = "configuration") => new(Model, labels, source);

    // The data set, which names the classes, is not open yet.
    private static string[] Placeholders(DenseRunConfig config) =>
        config.IsSegmentation ? [.. Enumerable.Range(0, config.Model.Palette?.Count ?? 1).Select(i => $"class {i}")] : [];

    // What the attributes of single keys do not say.
    private static void CheckRun(string path, DenseRunConfig read)
    {
        Require(path, read.Name.Length > 0, "'name' is missing");
        Require(path, read.Model.Family.Length == 0 || read.Model.Family == read.Family, $"model.family is '{read.Model.Family}', family '{read.Family}'");
        Require(path, read.Train.Stages.Count <= read.Train.Epochs, $"train.stages has {read.Train.Stages.Count} stages, train.epochs is {read.Train.Epochs}; each needs an epoch");
        Require(path, !read.IsSegmentation || read.Data.Side >= 32, $"data.side is {read.Data.Side}; crops of segmentation have at least 32 pixels on a side");
        TrainConfig unset = new();
        Require(path, read.Train.Loss == unset.Loss, "train.loss is of detection; 'loss' has the weights of segmentation and translation");
        Require(path, read.Train.Dropout == unset.Dropout && read.Train.DropPath == unset.DropPath, $"train.dropout and train.drop_path are of detection; 'model.{read.Family}' has its own");
        Require(path, !read.Train.SyncBatchNorm, "train.sync_batch_norm is of detection; norms of segmentation and translation take the samples of their own process");
        Require(path, read.Eval.Scales.Count is >= 1 and <= 16, $"eval.scales has {read.Eval.Scales.Count} factors; 1 to 16 are wanted");
        Require(path, read.IsSegmentation || read.Eval.Scales is [1], "eval.scales: translation takes pictures at their own size; scales are for segmentation");
        Require(path, read.Loss.ChannelPenalty == 0 || read.Model.Tokens?.ChannelThreshold is not null,
            "loss.channel_penalty is of channels that are exchanged beside tokens: model.tokens.channel_threshold is not set");
        int known = read.IsSegmentation ? 3 : 2;
        Require(path, read.Eval.Expected.Count <= known, $"eval.expected has {read.Eval.Expected.Count} figures; {known} are published of this kind of network");
    }

    private static void Require(string path, bool holds, string message)
    {
        if (!holds)
            throw new InvalidInputException($"{path}: {message}", "config");
    }
}
