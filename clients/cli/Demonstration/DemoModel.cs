using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Metrics.Detections;

namespace Fuse3D.Cli.Demonstration;

/// <summary>The networks of the box, and how the demonstration measures them.</summary>
internal static class DemoModel
{
    public const string Fused = "rooms_tokenfusion_nano", Points = "rooms_groupfree_nano", Image = "rooms_yolos_nano";

    /// <summary>Of segmentation, and of translation.</summary>
    public static IReadOnlyList<string> Dense { get; } = ["rooms_segformer_nano", "rooms_translation_nano"];

    /// <summary>A shipped model folder; they lie in models/, beside the program or above it.</summary>
    /// <exception cref="CommandFailure">there is none</exception>
    public static string Shipped(string name)
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string folder = Path.Combine(at.FullName, "models", name);
            if (Directory.Exists(folder))
                return folder;
        }

        throw new CommandFailure($"models/{name} is neither beside the program nor above it; --model FOLDER names another");
    }

    /// <summary>An evaluation of the model on rooms, by the rules of configs/rooms.</summary>
    /// <param name="root">the rooms' folder</param>
    public static RunConfig Config(ModelFolder model, string root) => new()
    {
        Name = model.Description.Name,
        Family = model.Description.Family,
        Model = model.Description,
        Data = new()
        {
            Layout = "sunrgbd_prepared",
            Root = root,
            Classes = "sunrgbd",
            Points = model.Description.Points,
            Views = model.Description.Family == ModelFolderBranches.TokenFusion ? 1 : 0,
        },
        Eval = new()
        {
            Protocol = (model.Description.GroupFree?.ClassAgnosticSize == true ? EvaluationProtocol.Learnt : EvaluationProtocol.Fixed).Id,
            Thresholds = model.Description.Family == ModelFolderBranches.Yolos ? [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95] : [0.25, 0.5],
        },
    };
}
