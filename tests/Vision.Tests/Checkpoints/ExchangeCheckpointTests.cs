using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Checkpoints.KeyMaps;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Tests.Data;
using Fuse3D.Vision.Tests.Formats;

namespace Fuse3D.Vision.Tests.Checkpoints;

/// <summary>Checkpoints of every kind of exchange: each has its own tensors, and those of another do not pass for them.</summary>
public sealed class ExchangeCheckpointTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public static TheoryData<string> Kinds => ["scored", "random", "concat", "none"];

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Kinds))]
    public void Folder_OfAnyKind_IsSplitServedAndJoined(string kind)
    {
        string whole = Write(kind, kind), joined = _folder.At("joined");
        string[] folders = [.. ModelParts.Split(ModelFolder.Open(whole), _folder.At("parts"))];
        ModelParts.Join([.. folders.Select(ModelFolder.Open)], joined);

        Assert.Equal(File.ReadAllBytes(Path.Combine(whole, "model.safetensors")), File.ReadAllBytes(Path.Combine(joined, "model.safetensors")));
        foreach (var (points, image, fusion) in ((string, string, string)[])[(whole, whole, whole), (folders[0], folders[1], folders[2])])
        {
            Assert.NotNull(ModelFolder.Open(points).LoadPoints());
            Assert.NotNull(ModelFolder.Open(image).LoadImage());
            foreach (ComputeDevice device in (ComputeDevice[])[ComputeDevice.Cpu, ComputeDevice.Parse("cpu:modules")])
            {
                using IFusionHead? head = ModelFolder.Open(fusion).LoadFusionHead(device);
                Assert.Equal(kind == "none", head is null);
            }
        }
    }

    [Theory]
    [InlineData("scored", "random", "missing", "score_predictor.0."), InlineData("random", "scored", "unexpected", "score_predictor.0.")]
    [InlineData("concat", "random", "missing", "concat_proj.0."), InlineData("random", "concat", "unexpected", "concat_proj.0.")]
    [InlineData("none", "random", "unexpected", "img2point_proj.0."), InlineData("random", "none", "missing", "img2point_proj.0.")]
    public void LoadFusionHead_WeightsOfAnotherKind_NamesThem(string described, string held, string what, string tensor)
    {
        ModelFolder folder = ModelFolder.Open(Write(described, held));
        foreach (string device in (string[])["cpu", "cpu:modules"])
        {
            string message = Assert.Throws<InvalidInputException>(() => folder.LoadFusionHead(ComputeDevice.Parse(device))).Message;
            Assert.Contains(what, message, StringComparison.Ordinal);
            Assert.Contains(tensor, message, StringComparison.Ordinal);
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Import_PublishedSizesOfAnyKind_SeesTheKind(string kind)
    {
        RunConfig published = PublishedConfigs.Load("sunrgbd_tokenfusion_L6_O256_tiny");
        RunConfig config = published with { Name = $"{published.Name}-{kind}", Model = published.Model with { Exchange = new() { Kind = kind } } };
        using ScratchFile file = new(".pth", PublishedConfigs.SharedStorage(config, PublishedConfigs.KeysOf(config), zip: true, ""));
        using WeightFile weights = WeightFile.Open(file.Path);

        ImportedModel model = CheckpointImport.Read(weights);

        Assert.True(model.Report.IsComplete);
        Assert.Equal(kind, Assert.IsType<DescribedModel>(model.Model).Description.Exchange!.Kind);
        ImportReport other = CheckpointImport.Read(weights, new() { Model = Described(kind == "random" ? "concat" : "random", published.Described()) }).Report;
        Assert.False(other.IsComplete);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Export_ThePartOfTheExchange_IsItsTensorsOrSaysThereAreNone(string kind)
    {
        using WeightFile file = WeightFile.Open(Write(kind, kind));
        if (kind == "none")
        {
            Assert.Contains("holds nothing of a fused model's part 'fusion'", Assert.Throws<InvalidInputException>(
                () => CheckpointExport.Read(file, new() { Part = CheckpointPart.Fusion })).Message, StringComparison.Ordinal);
            return;
        }

        string[] lists = [.. CheckpointExport.Read(file, new() { Part = CheckpointPart.Fusion }).Select(weight => weight.Key.Split('.')[0]).Distinct().Order(StringComparer.Ordinal)];
        Assert.Equal(kind switch { "scored" => ["img2point_proj", "score_predictor"], "concat" => ["concat_proj", "img2point_proj"], _ => (string[])["img2point_proj"] }, lists);
    }

    /// <summary>A folder that describes one kind and holds the weights of another, or the same.</summary>
    private string Write(string described, string held)
    {
        DescribedModel model = Described(described, SmallDescription.Of(ModelFolderBranches.TokenFusion));
        string path = _folder.At("whole");
        WeightTable weights = WeightTable.Hashed(new HashedWeights(1), NetworkShapes.Of(Described(held, model)).Select(entry => (entry.Key, entry.Value)));
        ModelFolderWriter.Write(path, model.Description, model.Labels, weights);
        return path;
    }

    private static DescribedModel Described(string kind, DescribedModel model) =>
        model with { Description = model.Description with { Exchange = new() { Kind = kind } } };
}
