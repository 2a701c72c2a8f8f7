using System.Globalization;
using System.Text.Json;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Metrics.Dense;
using Fuse3D.Vision.Metrics.Running.Storage;

namespace Fuse3D.Cli.Evaluation;

/// <summary>Everything of an evaluation of segmentation or translation that decides what a frame gives.</summary>
internal static class DenseIdentity
{
    public static RunIdentity Of(DenseRunConfig config, EvaluatedModel model, IPictureFeatures? features, IReadOnlyList<string> ids)
    {
        DenseEvalConfig eval = config.Eval;
        SortedDictionary<string, string> values = new()
        {
            ["format"] = "1",
            ["name"] = config.Name,
            ["family"] = config.Family,
            ["model"] = RunIdentity.Sum([JsonSerializer.Serialize(config.Model), .. model.Dense.Model.Labels]),
            ["weights"] = model.Weights,
            ["device"] = model.Device,
            ["data.layout"] = config.Data.Layout,
            ["data.split"] = config.Data.Val,
            ["data.frames"] = $"{ids.Count}, {RunIdentity.Sum(ids)}",
            ["eval.flip"] = $"{eval.Flip}",
        };
        if (config.IsSegmentation)
        {
            values["eval.scales"] = string.Join(", ", eval.Scales.Select(scale => scale.ToString("R", CultureInfo.InvariantCulture)));
            return new(values);
        }

        values["data.crop"] = $"{config.Data.Crop}";
        values["eval.training_mode"] = $"{eval.TrainingMode}";
        values["eval.seed"] = $"{eval.Seed}";
        values["eval.pictures"] = $"{eval.Pictures}";
        values["features"] = features?.Weights ?? "none";
        return new(values);
    }
}
