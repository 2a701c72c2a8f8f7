using System.ComponentModel.DataAnnotations;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Fusion;

namespace Fuse3D.Vision.Configs;

/// <summary>One experiment: a network, the data it learns from and is measured on, and how. Keys in the file are these names in snake_case.</summary>
/// <remarks>A file per published configuration is in configs/detection. Unknown keys and values out of range are errors that name the key.</remarks>
public sealed record RunConfig
{
    public string Name { get; init; } = "";

    /// <summary>group_free, yolos or token_fusion.</summary>
    [AllowedValues(ModelFolderBranches.GroupFree, ModelFolderBranches.Yolos, ModelFolderBranches.TokenFusion)]
    public string Family { get; init; } = "";

    /// <summary>As a model folder's config.yaml; name, family and points come from here and from <see cref="Data"/>.</summary>
    public ModelDescription Model { get; init; } = new();

    public DataConfig Data { get; init; } = new();

    public TrainConfig Train { get; init; } = new();

    public EvalConfig Eval { get; init; } = new();

    /// <param name="overrides">"train.epochs=3": the key's path, and a value in YAML</param>
    /// <exception cref="InvalidInputException">the file cannot be read, or a key or value is wrong; the message names file and key</exception>
    public static RunConfig Load(string path, IReadOnlyList<string>? overrides = null)
    {
        RunConfig read = YamlBinder.Read<RunConfig>(path, overrides ?? []);
        RunConfig config = read with
        {
            Model = read.Model with { Name = read.Name, Family = read.Family, Points = read.Data.Points },
        };
        RunConfigRules.Check(config, read.Model, path);
        return config;
    }

    /// <summary>The model with the data set's classes.</summary>
    /// <param name="source">named in errors</param>
    public DescribedModel Described(string source = "configuration") => new(Model, Data.ClassNames, source);
}
