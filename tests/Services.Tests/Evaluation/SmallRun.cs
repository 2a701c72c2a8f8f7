using System.Text.Json.Nodes;
using Fuse3D.Services.Tests.Cli;
using Fuse3D.Services.Tests.Support;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Metrics;
using Fuse3D.Vision.Metrics.Running;
using Fuse3D.Vision.Metrics.Running.Storage;
using Fuse3D.Vision.Models.TokenFusion;
using TorchSharp;

namespace Fuse3D.Services.Tests.Evaluation;

/// <summary>A configuration and a model folder of a small fused network whose boxes are about as large as beds, and runs of <c>fuse3d eval</c> with them.</summary>
internal sealed class SmallRun
{
    private const string Network = """
          group_free:
            decoder_layers: 2
            candidates: 32
            heading_bins: 12
            class_agnostic_size: true
            stage_points: [256, 128, 64, 32]
            channels: 32
            heads: 4
            feed_forward: 32
            mean_sizes_of: DATASET
          yolos:
            size: tiny
            width: 24
            heads: 3
            blocks: 4
            detection_tokens: 5
            init_size: [64, 96]
            picture: [96, 64]
          exchange:
            threshold: 0.5

        """;

    private readonly TemporaryFolder _temporary;
    private readonly string _config;

    /// <param name="family">group_free or token_fusion; the model folder is fused either way</param>
    /// <param name="dataset">sunrgbd or scannet</param>
    /// <param name="layout">of the data set's files</param>
    public SmallRun(TemporaryFolder temporary, string data, string family = "token_fusion", string dataset = "sunrgbd", string layout = "sunrgbd_prepared", string split = "train")
    {
        _temporary = temporary;
        string network = Network.Replace("DATASET", dataset, StringComparison.Ordinal);
        Model = WriteModel(temporary.Add($"model-{dataset}"), network, dataset == "sunrgbd" ? ObjectClasses.SunRgbd : ObjectClasses.ScanNet);
        _config = temporary.File($"{dataset}-{family}.yaml");
        File.WriteAllText(_config, $$"""
            name: small
            family: {{family}}
            model:
            {{network}}
            data: { layout: {{layout}}, root: {{data}}, classes: {{dataset}}, val: {{split}}, points: 2048, views: {{(family == "token_fusion" ? 1 : 0)}} }
            eval: { protocol: exact, thresholds: [0.1, 0.25], heads: [last, all_layers], repeats: 2 }

            """);
    }

    public string Model { get; }

    public string Output(string name) => Path.Combine(_temporary.Path, name);

    /// <param name="name">of the folder that results go to</param>
    public string[] Arguments(string name, params string[] more) => ["eval", _config, "--out", Output(name), .. more];

    /// <summary>In process unless the arguments name a service.</summary>
    public Task<(int Exit, string Output, string Error)> RunAsync(string name, params string[] more) =>
        CommandLine.RunAsync(Arguments(name, more.Contains("--service") ? more : ["--model", Model, .. more]));

    public string Report(string name) => File.ReadAllText(Path.Combine(Output(name), "report.json"));

    public JsonNode Json(string name) => JsonNode.Parse(Report(name))!;

    /// <summary>What every frame gave, bit for bit, by pass and frame.</summary>
    public string[] Frames(string name, int frames, int repeats)
    {
        using var results = new ResultFile(Path.Combine(Output(name), "frames.bin"));
        return [.. from repeat in Enumerable.Range(0, repeats) from frame in Enumerable.Range(0, frames)
                   select MetricsJson.Write(results.Find(new FrameKey(repeat, frame)))];
    }

    private static string WriteModel(string folder, string network, ObjectClasses classes)
    {
        string unindented = network.Replace("\n  ", "\n", StringComparison.Ordinal)[2..];
        File.WriteAllText(Path.Combine(folder, "config.yaml"), $"name: small\nfamily: token_fusion\npoints: 2048\n{unindented}");
        File.WriteAllLines(Path.Combine(folder, "labels.txt"), classes.Names);
        File.WriteAllText(Path.Combine(folder, "model.safetensors"), "");
        ModelFolder.Seal(folder);
        using var fused = new TokenFusionNetwork(ModelFolder.Open(folder).FusionConfig());
        using var scope = torch.NewDisposeScope();
        var keys = fused.state_dict().Select(entry => (entry.Key, entry.Value.shape)).ToList();
        Checkpoint.Save(WeightTable.Hashed(Rule(), keys), Path.Combine(folder, "model.safetensors"));
        ModelFolder.Seal(folder);
        return folder;
    }

    // Tokens on both sides of the threshold; boxes of a bed's size that stay near their seeds.
    private static HashedWeights Rule() => new(3)
    {
        Factors = Enumerable.Range(0, 2).SelectMany(layer => new[]
        {
            ($"score_predictor.{layer}.score_nets.7.weight", 20f), ($"prediction_heads.{layer}.center_residual_head.weight", 0.05f),
            ($"prediction_heads.{layer}.size_pred_head.weight", 0.05f),
        }).ToDictionary(),
        Constants = Enumerable.Range(0, 2).SelectMany(layer => new[]
        {
            ($"score_predictor.{layer}.score_nets.7.bias", (float[])[0, 0]), ($"prediction_heads.{layer}.size_pred_head.bias", [2, 2, 1.2f]),
            ($"prediction_heads.{layer}.objectness_scores_head.bias", [2]),
        }).ToDictionary(),
    };
}
