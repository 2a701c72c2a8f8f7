using System.Text.Json;
using System.Text.Json.Nodes;
using Fuse3D.V1;
using Fuse3D.Vision;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Models.TokenFusion;

namespace Fuse3D.Cli.Evaluation;

/// <summary>Holds a model against the configuration that it is evaluated by: other sizes or classes would give other figures without a word.</summary>
internal static class ModelFit
{
    /// <exception cref="InvalidInputException">names what differs</exception>
    public static void Require(RunConfig config, ModelFolder folder)
    {
        DescribedModel described = config.Described();
        List<string> differences = [];
        Compare(differences, "classes", string.Join(", ", folder.Labels), string.Join(", ", described.Labels));
        if (config.Family != ModelFolderBranches.Yolos)
        {
            Compare(differences, "points", $"{folder.Description.Points}", $"{config.Data.Points}");
            Compare(differences, folder.PointConfig(), described.PointConfig());
        }

        if (config.Family != ModelFolderBranches.GroupFree)
        {
            Compare(differences, folder.ImageConfig(), described.ImageConfig());
            Compare(differences, "picture", $"{folder.PictureSize()}", $"{described.PictureSize()}");
            Compare(differences, "channel_order", folder.Description.Yolos!.ChannelOrder, described.Description.Yolos!.ChannelOrder);
        }

        if (config.Family == ModelFolderBranches.TokenFusion)
            Compare(differences, folder.FusionConfig(), described.FusionConfig());
        if (differences.Count > 0)
            throw new InvalidInputException($"{folder.Path} is not the model of configuration {config.Name}: {string.Join("; ", differences)}", "model");
    }

    /// <inheritdoc cref="Require(RunConfig, ModelFolder)"/>
    /// <remarks>Classes are held against the data set's, once it is open.</remarks>
    public static void Require(DenseRunConfig config, DenseModelFolder folder)
    {
        DescribedDense there = folder.Model, wanted = config.Described(there.Labels);
        List<string> differences = [];
        Compare(differences, there.Description.Family, there.Modalities, there.Description.Target, wanted);
        if (differences.Count == 0)
            Compare(differences, NetworkOf(there), NetworkOf(wanted));
        if (differences.Count > 0)
            throw new InvalidInputException($"{folder.Path} is not the model of configuration {config.Name}: {string.Join("; ", differences)}", "model");
    }

    /// <summary>In what a served dense model is another than the configuration's, as far as it tells.</summary>
    public static IReadOnlyList<string> Differences(DenseRunConfig config, DenseModelInfo served)
    {
        List<string> differences = [];
        Compare(differences, served.Family, served.Modalities, served.Target is "" ? null : served.Target, config.Described([.. served.Labels]));
        return differences;
    }

    private static object NetworkOf(DescribedDense model) => model.Description.Family switch
    {
        DenseFamilies.Segformer => model.SegFormerConfig(),
        DenseFamilies.Refinenet => model.RefineNetConfig(),
        DenseFamilies.Pspnet => model.PspNetConfig(),
        DenseFamilies.Deeplab => model.DeepLabConfig(),
        DenseFamilies.TokenTranslation => model.TokenTranslationConfig(),
        _ => model.ChannelUNetConfig(),
    };

    /// <inheritdoc cref="Require(RunConfig, ModelFolder)"/>
    public static void Require(RunConfig config, ModelInfo served, Uri address)
    {
        List<string> differences = [];
        Compare(differences, "classes", string.Join(", ", served.Labels), string.Join(", ", config.Data.ClassNames));
        if (config.Family != ModelFolderBranches.Yolos)
            Compare(differences, "points", $"{served.Points}", $"{config.Data.Points}");
        if (differences.Count > 0)
            throw new InvalidInputException($"{served.Name} at {address} is not the model of configuration {config.Name}: {string.Join("; ", differences)}", "service");
    }

    private static void Compare(List<string> differences, TokenFusionConfig model, TokenFusionConfig config)
    {
        Compare(differences, "exchange kind", $"{model.Kind}", $"{config.Kind}");
        Compare(differences, "exchange threshold", $"{model.Threshold}", $"{config.Threshold}");
        Compare(differences, "exchange share", $"{model.Share}", $"{config.Share}");
    }

    private static void Compare(List<string> differences, string family, IEnumerable<string> modalities, string? target, DescribedDense wanted)
    {
        Compare(differences, "family", family, wanted.Description.Family);
        Compare(differences, "modalities", string.Join(", ", modalities), string.Join(", ", wanted.Modalities));
        Compare(differences, "target", target ?? "none", wanted.Description.Target ?? "none");
    }

    private static void Compare<T>(List<string> differences, T model, T config)
    {
        JsonObject there = Properties(model), wanted = Properties(config);
        foreach (var (name, value) in wanted)
            Compare(differences, JsonNamingPolicy.SnakeCaseLower.ConvertName(name), there[name]?.ToJsonString() ?? "none", value?.ToJsonString() ?? "none");
    }

    private static void Compare(List<string> differences, string name, string model, string config)
    {
        if (model != config)
            differences.Add($"{name} is {model}, the configuration has {config}");
    }

    private static JsonObject Properties<T>(T value) => JsonSerializer.SerializeToNode(value)!.AsObject();
}
