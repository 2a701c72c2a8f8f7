using System.Globalization;
using System.Text.Json;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Metrics.Running.Storage;

namespace Fuse3D.Cli.Evaluation;

/// <summary>Everything of an evaluation that decides what a frame gives. Where the networks run is no part of it, only on what kind of device.</summary>
internal static class EvalIdentity
{
    public static RunIdentity Of(RunConfig config, EvaluatedModel model, IReadOnlyList<string> ids)
    {
        DataConfig data = config.Data;
        string[] network = [JsonSerializer.Serialize(config.Model), .. data.ClassNames];
        return new(new()
        {
            ["format"] = "1",
            ["name"] = config.Name,
            ["family"] = config.Family,
            ["model"] = RunIdentity.Sum(network),
            ["weights"] = model.Weights,
            ["device"] = model.Device,
            ["data.layout"] = data.Layout,
            ["data.labels"] = data.Labels,
            ["data.split"] = data.Val,
            ["data.frames"] = $"{ids.Count}, {RunIdentity.Sum(ids)}",
            ["data.points"] = $"{data.Points}",
            ["data.height"] = $"{data.Height}",
            ["data.colour"] = $"{data.Colour}",
            ["data.views"] = $"{data.Views}",
            ["eval.heads"] = string.Join(", ", config.Eval.Heads),
            ["eval.remove_empty"] = $"{config.Eval.RemoveEmpty}",
            ["eval.suppression"] = config.Eval.Suppression.ToString("R", CultureInfo.InvariantCulture),
            ["eval.seed"] = $"{config.Eval.Seed}",
        });
    }
}
