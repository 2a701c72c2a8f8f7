using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Checkpoints.KeyMaps;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Tests.Data;

namespace Fuse3D.Vision.Tests.Checkpoints;

/// <summary>Weights that go in and out keep every bit and their type.</summary>
public sealed class CheckpointRoundTripTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ModelFolderBranches.GroupFree, true), InlineData(ModelFolderBranches.GroupFree, false)]
    [InlineData(ModelFolderBranches.Yolos, true), InlineData(ModelFolderBranches.TokenFusion, false)]
    public void Import_ThenExport_ThenImport_KeepsEveryBit(string family, bool zip)
    {
        DescribedModel model = SmallDescription.Of(family);
        ImportOptions options = new() { Model = model };
        OrderedDictionary<string, StoredWeight> weights = RandomWeights(model, seed: 7);
        PyTorchWriter writer = new();
        PyItems content = PyItems.Plain(("model", writer.StateDict(KeyNames.WithSecondNames(weights), "module.")), ("epoch", 3));
        string file = _folder.At("official.pth"), exported = _folder.At("exported.safetensors"), first = _folder.At("first"), second = _folder.At("second");
        File.WriteAllBytes(file, zip ? writer.Zip(content) : writer.Legacy(content));

        Import(file, first, options);
        using (WeightFile folder = WeightFile.Open(first))
            CheckpointExport.Write(folder, exported, new() { Wrapped = true });
        Import(exported, second, options);

        using SafetensorsFile read = SafetensorsFile.Open(exported);
        Assert.Equal(KeyNames.WithSecondNames(weights).Select(weight => $"module.{weight.Key} {weight.Value}").Order(), read.Entries.Select(entry => entry.ToString()).Order());
        Assert.All(KeyNames.WithSecondNames(weights), weight => Assert.Equal(weight.Value.Read(), read.ReadBytes($"module.{weight.Key}")));
        Assert.Equal(File.ReadAllBytes(Path.Combine(first, "model.safetensors")), File.ReadAllBytes(Path.Combine(second, "model.safetensors")));
    }

    [Fact]
    public void Export_ToHuggingFaceAndBack_KeepsEveryBit()
    {
        DescribedModel model = SmallDescription.Of(ModelFolderBranches.Yolos);
        ImportOptions options = new() { Model = model };
        OrderedDictionary<string, StoredWeight> weights = RandomWeights(model, seed: 8);
        string official = _folder.At("official.safetensors"), other = _folder.At("hf.safetensors"), folder = _folder.At("model");
        Checkpoint.Save(weights, official);

        using (WeightFile file = WeightFile.Open(official))
            CheckpointExport.Write(file, other, new() { HuggingFace = true });
        ImportReport report = Import(other, folder, options);

        int blocks = model.ImageConfig().Blocks;
        Assert.Equal((PublishedFamily.HuggingFaceYolos, 2 * blocks), (report.Family, report.Reshaped.Count));
        AssertSame(weights, folder);
        using SafetensorsFile read = SafetensorsFile.Open(other);
        Assert.Equal("pt", read.Metadata["format"]);
        string[] expected =
        [
            "vit.embeddings.cls_token", "vit.embeddings.detection_tokens", "vit.embeddings.position_embeddings", "vit.encoder.mid_position_embeddings",
            "vit.embeddings.patch_embeddings.projection.weight", "vit.encoder.layer.0.attention.attention.query.weight",
            "vit.encoder.layer.0.attention.attention.key.bias", "vit.encoder.layer.0.attention.attention.value.weight",
            "vit.encoder.layer.0.attention.output.dense.weight", "vit.encoder.layer.0.layernorm_before.weight", "vit.encoder.layer.0.layernorm_after.bias",
            "vit.encoder.layer.0.intermediate.dense.weight", "vit.encoder.layer.0.output.dense.bias", "vit.layernorm.weight",
            "class_labels_classifier.layers.2.weight", "bbox_predictor.layers.0.bias",
        ];
        Assert.Empty(expected.Except(read.Entries.Select(entry => entry.Name)));
        Assert.DoesNotContain(read.Entries, entry => entry.Name.Contains("backbone", StringComparison.Ordinal) || entry.Name.Contains("embed.", StringComparison.Ordinal));
        Assert.Equal(weights.Count + 4 * blocks, read.Entries.Count);
        byte[] whole = weights["backbone.blocks.1.attn.qkv.weight"].Read();
        Assert.Equal(whole[(whole.Length / 3)..(2 * whole.Length / 3)], read.ReadBytes("vit.encoder.layer.1.attention.attention.key.weight"));
    }

    [Fact]
    public void Import_HuggingFaceFileWithoutOneOfThreeParts_SaysWhatIsMissing()
    {
        DescribedModel model = SmallDescription.Of(ModelFolderBranches.Yolos);
        OrderedDictionary<string, StoredWeight> others = HuggingFaceYolos.FromOfficial(RandomWeights(model, seed: 9));
        others.Remove("vit.encoder.layer.2.attention.attention.key.weight");
        Checkpoint.Save(others, _folder.At("hf.safetensors"));
        using WeightFile file = WeightFile.Open(_folder.At("hf.safetensors"));

        ImportReport report = CheckpointImport.Read(file, new() { Model = model }).Report;

        Assert.Equal(["backbone.blocks.2.attn.qkv.weight"], report.Missing);
        Assert.Equal(["vit.encoder.layer.2.attention.attention.query.weight", "vit.encoder.layer.2.attention.attention.value.weight"], report.Unexpected.Order());
    }

    [Fact]
    public void Split_ThenJoin_GivesTheSameFile()
    {
        DescribedModel model = SmallDescription.Of(ModelFolderBranches.TokenFusion);
        string whole = _folder.At("whole"), parts = _folder.At("parts"), joined = _folder.At("joined");
        ModelFolderWriter.Write(whole, model.Description, model.Labels, RandomWeights(model, seed: 10));

        string[] folders = [.. ModelParts.Split(ModelFolder.Open(whole), parts)];
        ModelParts.Join([.. folders.Select(ModelFolder.Open)], joined);

        Assert.Equal(File.ReadAllBytes(Path.Combine(whole, "model.safetensors")), File.ReadAllBytes(Path.Combine(joined, "model.safetensors")));
        Assert.NotNull(ModelFolder.Open(folders[0]).LoadPoints());
        Assert.NotNull(ModelFolder.Open(folders[1]).LoadImage());
        Assert.NotNull(ModelFolder.Open(folders[2]).LoadFusionHead());
        Assert.Contains("missing", Assert.Throws<InvalidInputException>(() => ModelFolder.Open(folders[0]).LoadImage()).Message, StringComparison.Ordinal);
        Assert.Contains("another part", Assert.Throws<InvalidInputException>(
            () => ModelParts.Join([ModelFolder.Open(folders[0]), ModelFolder.Open(folders[0])], joined)).Message, StringComparison.Ordinal);
        Assert.Contains("missing", Assert.Throws<InvalidInputException>(
            () => ModelParts.Join([ModelFolder.Open(folders[0]), ModelFolder.Open(folders[1])], joined)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_PartOfAFusedModel_HasItsOwnNames()
    {
        DescribedModel model = SmallDescription.Of(ModelFolderBranches.TokenFusion);
        OrderedDictionary<string, StoredWeight> weights = RandomWeights(model, seed: 11);
        string whole = _folder.At("whole.safetensors"), image = _folder.At("image.safetensors");
        Checkpoint.Save(weights, whole);
        using WeightFile file = WeightFile.Open(whole);

        CheckpointExport.Write(file, image, new() { Part = CheckpointPart.Image });

        using WeightFile read = WeightFile.Open(image);
        ImportReport report = CheckpointImport.Read(read, new() { Model = SmallDescription.Of(ModelFolderBranches.Yolos) }).Report;
        Assert.True(report.IsComplete);
        Assert.Equal(weights["img_backbone.det_token"].Read(), read.Weights["backbone.det_token"].Read());
        Assert.Throws<InvalidInputException>(() => CheckpointExport.Read(file, new() { HuggingFace = true }));
        Assert.Throws<InvalidInputException>(() => CheckpointExport.Read(read, new() { Part = CheckpointPart.Points }));
    }

    [Theory, InlineData("model.pth"), InlineData("model.safetensors.index.json")]
    public void ModelFolder_WithWeightsOfAnyFormat_IsServed(string weightsName)
    {
        DescribedModel model = SmallDescription.Of(ModelFolderBranches.GroupFree);
        OrderedDictionary<string, StoredWeight> weights = RandomWeights(model, seed: 12);
        string folder = _folder.At("any");
        ModelFolderWriter.Write(folder, model.Description with { Weights = weightsName }, model.Labels, weights);
        if (weightsName.EndsWith(".json", StringComparison.Ordinal))
        {
            File.Move(Path.Combine(folder, weightsName), Path.Combine(folder, "shard.safetensors"));
            string map = string.Join(", ", KeyNames.WithSecondNames(weights).Select(weight => $"\"{weight.Key}\": \"shard.safetensors\""));
            File.WriteAllText(Path.Combine(folder, weightsName), "{\"weight_map\": {" + map + "}}");
        }
        else
        {
            PyTorchWriter writer = new();
            File.WriteAllBytes(Path.Combine(folder, weightsName), writer.Zip(PyItems.Plain(("model", writer.StateDict(weights, "module.")))));
        }

        ModelFolder.Seal(folder);
        Assert.NotNull(ModelFolder.Open(folder).LoadPoints());
    }

    private static ImportReport Import(string file, string folder, ImportOptions options)
    {
        using WeightFile weights = WeightFile.Open(file);
        ImportedModel model = CheckpointImport.Read(weights, options);
        model.Save(folder);
        return model.Report;
    }

    private static void AssertSame(OrderedDictionary<string, StoredWeight> expected, string folder)
    {
        using WeightFile read = WeightFile.Open(folder);
        Assert.Equal(expected.Select(weight => $"{weight.Key} {weight.Value}").Order(), ModelWeights.In(read).Weights.Select(weight => $"{weight.Key} {weight.Value}").Order());
        Assert.All(expected, weight => Assert.Equal(weight.Value.Read(), read.Weights[weight.Key].Read()));
    }

    // Any bits at all, not-a-numbers with their payloads too; a half or double here and there; a counter beyond float32's whole numbers.
    private static OrderedDictionary<string, StoredWeight> RandomWeights(DescribedModel model, int seed)
    {
        Random random = new(seed);
        return new(NetworkShapes.Of(model).Select(entry => KeyValuePair.Create(entry.Key, Random(entry.Key, entry.Value, random))), StringComparer.Ordinal);
    }

    private static StoredWeight Random(string name, long[] shape, Random random)
    {
        ElementType type = KeyNames.IsStepCounter(name) ? ElementType.Int64
            : name.EndsWith("qkv.weight", StringComparison.Ordinal) ? ElementType.Float16
            : random.Next(8) == 0 ? ElementType.Float64 : ElementType.Float32;
        var bytes = new byte[shape.Aggregate(1L, (product, size) => product * size) * type.Size()];
        random.NextBytes(bytes);
        return new(type, shape, () => [.. bytes]);
    }
}
