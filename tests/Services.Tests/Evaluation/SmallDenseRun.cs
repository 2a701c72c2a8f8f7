using System.Text.Json.Nodes;
using Fuse3D.Services.Tests.Cli;
using Fuse3D.Services.Tests.Support;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Data.Rooms.Scenes;
using Fuse3D.Vision.Data.Rooms.Writing;
using Fuse3D.Vision.Models.Dense;
using Fuse3D.Vision.Tests.Dense;
using TorchSharp;

namespace Fuse3D.Services.Tests.Evaluation;

/// <summary>Generated rooms, a small network with hashed weights, its configuration, and runs of <c>fuse3d eval</c> with them.</summary>
internal sealed class SmallDenseRun
{
    public const int Frames = 4;

    private const string Segmentation = """
        name: small
        family: segformer
        model:
          modalities: [{ name: rgb }, { name: depth }]
          segformer: { size: mit_b0, widths: [8, 8, 20, 16], heads: [1, 2, 5, 2], depths: [1, 2, 1, 1], decoder_width: 16 }
          tokens: { threshold: 0.5 }
        data: { layout: nyudv2 }
        eval: { expected: [50, 50, 50] }

        """;

    private const string Translation = """
        name: small
        family: token_translation
        model:
          modalities: [{ name: reshading }, { name: edge_texture }]
          target: rgb
          token_translation: { widths: [8, 8, 16, 16, 16], heads: [1, 2, 4, 4, 4], depths: [1, 1, 1, 1, 1] }
          tokens: { threshold: 0.5 }
        data: { layout: taskonomy, crop: 32 }
        eval: { training_mode: false, pictures: direct, kernel_subsets: 3, kernel_subset_size: 3 }

        """;

    private readonly TemporaryFolder _temporary;
    private readonly string _config;

    public SmallDenseRun(TemporaryFolder temporary, bool translates = false)
    {
        _temporary = temporary;
        Data = temporary.Add("rooms");
        RoomGeneration.Run(Data, new()
        {
            Scenes = Frames + 1,
            Validation = Frames,
            Layouts = [translates ? "taskonomy" : "nyudv2"],
            Width = 48,
            Height = 32,
            Seed = 5,
        });
        _config = temporary.File("small.yaml");
        File.WriteAllText(_config, translates ? Translation : Segmentation);
        Model = Write(temporary.Add("model"), translates ? TinyDense.TokenTranslation : TinyDense.Segformer);
    }

    public string Data { get; }

    public string Model { get; }

    /// <summary>A folder of a network with hashed weights and NYUDv2's classes.</summary>
    public static string Write(string folder, DenseDescription description, ulong seed = 1)
    {
        string[] labels = DenseFamilies.IsSegmentation(description.Family) ? [.. Nyu40.Names] : [];
        using DisposeScope scope = torch.NewDisposeScope();
        using DenseNetwork network = DenseNetwork.Build(new(description, labels, "config.yaml"));
        Checkpoint.Fill(network.Module, new HashedWeights(seed));
        DenseModelFolder.Write(folder, description, labels, WeightTable.Of(network.Module));
        return folder;
    }

    /// <summary>With the own model unless the arguments name another, or a service.</summary>
    /// <param name="name">of the folder that results go to</param>
    public Task<(int Exit, string Output, string Error)> RunAsync(string name, params string[] more) =>
        CommandLine.RunAsync(["eval", _config, "--data", Data, "--out", _temporary.File(name), .. more.Contains("--model") || more.Contains("--service") ? more : ["--model", Model, .. more]]);

    public string Path(string name, string file) => System.IO.Path.Combine(_temporary.File(name), file);

    public string Report(string name) => File.ReadAllText(Path(name, "report.json"));

    public JsonNode Json(string name) => JsonNode.Parse(Report(name))!;
}
