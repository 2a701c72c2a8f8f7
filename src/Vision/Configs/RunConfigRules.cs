using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Metrics.Detections;

namespace Fuse3D.Vision.Configs;

/// <summary>What must hold between the values of a configuration.</summary>
internal static class RunConfigRules
{
    /// <param name="given">the section model as it stands in the file</param>
    /// <exception cref="InvalidInputException">names the file and the keys that do not go together</exception>
    public static void Check(RunConfig config, ModelDescription given, string path)
    {
        Require(path, config.Name.Length > 0, "'name' is missing");
        Require(path, given.Family.Length == 0 || given.Family == config.Family, $"model.family is '{given.Family}', family '{config.Family}'");
        bool points = config.Family != ModelFolderBranches.Yolos, image = config.Family != ModelFolderBranches.GroupFree;
        Require(path, !points || config.Data.Classes != "coco", "data.classes is 'coco', which has no 3D boxes");
        Require(path, config.Family != ModelFolderBranches.TokenFusion || config.Data.Views > 0, "data.views is 0; a fused network needs pictures");
        Require(path, config.Eval.Expected.Count <= config.Eval.Thresholds.Count, "eval.expected holds more values than eval.thresholds");
        _ = EvaluationProtocol.Of(config.Eval.Protocol);
        ModelDescriptionRules.Check(config.Model, path);
        CheckNetworks(config, points, image, path);
    }

    private static void CheckNetworks(RunConfig config, bool points, bool image, string path)
    {
        DescribedModel described = config.Described(path);
        if (image)
        {
            _ = described.ImageConfig();
            _ = described.ViewInput();
        }

        if (!points)
            return;
        if (image)
            _ = described.FusionConfig();
        int features = (config.Data.Colour ? 3 : 0) + (config.Data.Height ? 1 : 0), taken = described.PointConfig().PointFeatures;
        Require(path, taken == features, $"model.group_free.point_features is {taken}; data.colour and data.height make {features}");
        Require(path, config.Model.GroupFree!.StagePoints[0] <= config.Data.Points, $"data.points is {config.Data.Points}, fewer than the network's first stage keeps");
    }

    private static void Require(string path, bool holds, string message)
    {
        if (!holds)
            throw new InvalidInputException($"{path}: {message}", "config");
    }
}
