using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Checkpoints.KeyMaps;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Models.SegFormer;
using Fuse3D.Vision.Models.TokenTranslation;
using Fuse3D.Vision.Tests.Data;
using Fuse3D.Vision.Tests.Formats;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Checkpoints;

/// <summary>Checkpoints of TokenFusion's segmentation and of SegFormer become our networks.</summary>
public sealed class SegFormerImportTests
{
    [Theory, InlineData(false), InlineData(true)]
    public void Import_ImageNetStart_GivesEveryModalityItsNorms(bool authors)
    {
        DescribedDense model = Small(2);
        using ScratchFile file = Written(Single(model, decodes: authors).Select(weight => Renamed(weight, authors)).Append(new((authors ? "decode_head.conv_seg" : "head") + ".weight", Numbers("head", [9, 32]))));
        using WeightFile weights = WeightFile.Open(file.Path);

        ImportedModel start = CheckpointImport.Read(weights, new() { Model = model, Seed = 3 }), again = CheckpointImport.Read(weights, new() { Model = model, Seed = 3 });

        Assert.Equal(PublishedFamily.MixTransformer, start.Report.Family);
        Assert.True(start.Report.IsComplete, Listed(start.Report));
        Assert.Equal([authors ? "decoder.conv_seg.weight" : "encoder.head.weight"], start.Report.LeftOut);
        foreach (string name in new[] { "encoder.norm3", "encoder.patch_embed2.norm", "encoder.block1.0.norm2", "encoder.block2.1.attn.norm" })
        {
            Assert.Equal(Values(Numbers(name + ".weight", [start.Weights[name + ".ln_0.weight"].Count])), Values(start.Weights[name + ".ln_0.weight"]));
            Assert.Equal(Values(start.Weights[name + ".ln_0.bias"]), Values(start.Weights[name + ".ln_1.bias"]));
        }

        Assert.Equal(Values(Numbers("encoder.block1.0.mlp.dwconv.dwconv.weight", [32, 1, 3, 3])), Values(start.Weights["encoder.block1.0.mlp.dwconv.dwconv.weight"]));
        Assert.Equal(start.Weights.Keys.Where(name => IsNew(name) || (!authors && name.StartsWith("decoder.", StringComparison.Ordinal))), start.Report.Made);
        Assert.All(start.Weights, weight => Assert.Equal(weight.Value.Read(), again.Weights[weight.Key].Read()));
        float[] drawn = Values(start.Weights["encoder.score_predictor.3.score_nets.1.1.weight"]);
        Assert.InRange(Math.Sqrt(drawn.Average(value => (double)value * value)), 0.018, 0.022);
        Assert.All(Values(start.Weights["encoder.score_predictor.3.score_nets.1.1.bias"]), value => Assert.Equal(0, value));
        Assert.All(Values(start.Weights["encoder.score_predictor.3.score_nets.1.0.weight"]), value => Assert.Equal(1, value));
    }

    [Fact]
    public void Import_HuggingFace_JoinsKeysAndValues()
    {
        DescribedDense model = Small(1);
        using ScratchFile file = Safetensors(Single(model, decodes: true).SelectMany(weight => HuggingFaceNames(weight)));
        using WeightFile weights = WeightFile.Open(file.Path);

        ImportedModel found = CheckpointImport.Read(weights, new() { Model = model });

        Assert.Equal(PublishedFamily.HuggingFaceSegFormer, found.Report.Family);
        Assert.True(found.Report.IsComplete, Listed(found.Report));
        Assert.Equal(["alpha"], found.Report.Made);
        Assert.Equal(10, found.Report.Reshaped.Count);         // keys and values of five blocks
        foreach (var (name, weight) in Single(model, decodes: true))
            Assert.Equal(Values(weight), Values(found.Weights.First(own => MixTransformerStart.NameOfOne(own.Key) == name).Value));
    }

    [Theory]
    [InlineData("mit_b0", "rgb depth"), InlineData("mit_b2", "rgb depth"), InlineData("mit_b1", "rgb depth normal")]
    public void Import_PublishedCheckpoint_TellsItsNetwork(string size, string modalities)
    {
        DescribedDense model = Described(new() { Size = size }, classes: 40, modalities, new() { TableSize = [96, 128] });
        OrderedDictionary<string, long[]> names = NetworkShapes.Of(model);
        using ScratchFile file = new(".pth.tar", SharedStorage.Write(names, "module.", "segmenter"));
        using WeightFile weights = WeightFile.Open(file.Path);

        ImportedModel found = CheckpointImport.Read(weights);

        Assert.True(found.Report.IsComplete, Listed(found.Report));
        Assert.Equal((PublishedFamily.SegFormer, "segmenter", true), (found.Report.Family, found.Report.Container, found.Report.Wrapped));
        Assert.Equal(names.Keys, found.Weights.Keys);
        SegFormerConfig config = Config(found), wanted = model.SegFormerConfig();
        Assert.Equal((wanted.Widths, wanted.Depths, wanted.Modalities, wanted.Classes), (config.Widths, config.Depths, config.Modalities, config.Classes));
        Assert.Equal("wall", found.Model.Labels[0]);
        if (config.Modalities > 2)
            Assert.Equal(wanted.Exchange.TableSize, config.Exchange.TableSize);
    }

    [Theory]
    [InlineData("mit_b0", 768, 150), InlineData("mit_b1", 256, 19)]
    public void Import_WholeSegFormer_IsANetworkOfPicturesUnlessModalitiesAreNamed(string size, int decoder, int classes)
    {
        DescribedDense model = Described(new() { Size = size, DecoderWidth = decoder }, classes, "rgb", new() { Kind = "none" });
        var names = NetworkShapes.Of(model).Where(entry => entry.Key != "alpha").Select(entry => KeyValuePair.Create(MixTransformerStart.NameOfOne(entry.Key), entry.Value));
        using ScratchFile file = new(".pth", SharedStorage.Write(names.Select(entry => KeyValuePair.Create(Renamed(entry.Key, authors: true), entry.Value)), "", "state_dict"));
        using WeightFile weights = WeightFile.Open(file.Path);
        string[] labels = [.. Enumerable.Range(0, classes).Select(i => $"class {i}")];

        SegFormerConfig whole = Config(CheckpointImport.Read(weights, new() { Labels = labels }));
        ImportedModel start = CheckpointImport.Read(weights, new() { Modalities = ["rgb", "depth"] });

        Assert.Equal((1, decoder, 1e-5, classes), (whole.Modalities, whole.DecoderWidth, whole.InnerNormEpsilon, whole.Classes));
        Assert.True(start.Report.IsComplete, Listed(start.Report));
        Assert.Equal((2, 256, 1e-6, 40), (Config(start).Modalities, Config(start).DecoderWidth, Config(start).InnerNormEpsilon, start.Model.Labels.Count));
        Assert.Contains("decoder.linear_pred.weight", start.Report.Made);       // other classes: the whole decoder is new
        Assert.Contains("decoder.linear_pred.weight", start.Report.LeftOut);
    }

    [Fact]
    public void Save_ThreeModalities_KeepsTheMapsAndAnswersAlike()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        DescribedDense model = Small(3);
        using var network = new SegFormerNetwork(model.SegFormerConfig());
        using ScratchFile file = new(".safetensors", []);
        Checkpoint.Save(network, file.Path);
        using ScratchFolder folder = new();
        using (WeightFile weights = WeightFile.Open(file.Path))
        {
            Assert.Equal(ElementType.Int64, weights.Weights["encoder.score_predictor.0.token_source"].Type);
            CheckpointImport.Read(weights, new() { Model = model }).Save(folder.Path);
        }

        DenseModelFolder opened = DenseModelFolder.Open(folder.Path);
        using var same = new SegFormerNetwork(opened.Model.SegFormerConfig() with { Exchange = model.SegFormerConfig().Exchange with { GroupSeed = 7 } });
        Checkpoint.Load(same, opened.WeightsPath).ThrowUnlessComplete();
        network.eval();
        same.eval();
        Tensor[] pictures = [rand(1, 3, 64, 96), rand(1, 3, 64, 96), rand(1, 3, 64, 96)];
        foreach (var (one, other) in network.call(pictures).All.Zip(same.call(pictures).All))
            Assert.True(one.equal(other).ToBoolean());
    }

    [Fact]
    public void Import_MissingAndUnknownTensors_AreListed()
    {
        DescribedDense model = Small(2);
        using ScratchFile file = Written(Single(model, decodes: false).Where(weight => weight.Key != "encoder.block1.0.norm2.bias").Select(weight => Renamed(weight, authors: false)).Append(new("extra.weight", Numbers("extra", [3]))));
        using WeightFile weights = WeightFile.Open(file.Path);
        ImportReport report = CheckpointImport.Read(weights, new() { Model = model }).Report;
        Assert.Equal(["encoder.block1.0.norm2.ln_0.bias", "encoder.block1.0.norm2.ln_1.bias"], report.Missing);
        Assert.Equal(["encoder.extra.weight"], report.Unexpected);
    }

    [Fact]
    public void Import_ShapesOfNoPublishedSize_AreRefused()
    {
        using ScratchFile file = Written(Single(Small(2), decodes: false).Select(weight => Renamed(weight, authors: false)));
        using WeightFile weights = WeightFile.Open(file.Path);
        Assert.Contains("no published size has 8, 16, 20, 32 channels", Assert.Throws<InvalidInputException>(() => CheckpointImport.Read(weights)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_DecoderOfOtherShape_IsRefused()
    {
        OrderedDictionary<string, long[]> names = NetworkShapes.Of(Described(new() { Size = "mit_b0" }, classes: 40));
        names["decoder.linear_fuse.conv.weight"] = [256, 1023, 1, 1];
        using ScratchFile file = new(".pth.tar", SharedStorage.Write(names, "module.", "segmenter"));
        using WeightFile weights = WeightFile.Open(file.Path);
        Assert.Contains("[D, 4 D, 1, 1]", Assert.Throws<InvalidInputException>(() => CheckpointImport.Read(weights)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_WrappedGenerator_LosesTheFirstModuleOnly()
    {
        TokenTranslationConfig config = new() { Widths = [16, 16, 16, 16, 16], Depths = [1, 1, 1, 1, 1] };
        using var network = new TokenGenerator(config);
        using var same = new TokenGenerator(config);
        WeightTable table = WeightTable.Of(network);
        PyTorchWriter writer = new();
        using ScratchFile file = new(".pth.tar", writer.Zip(PyItems.Plain(("gen", writer.StateDict(table.Entries.Select(entry => KeyValuePair.Create(entry.Key, StoredWeight.Of(entry.Value))), "module.")))));
        Checkpoint.Load(same, file.Path).ThrowUnlessComplete();
        Assert.True(same.get_parameter("project.module.weight")!.equal(network.get_parameter("project.module.weight")!).ToBoolean());
    }

    private static bool IsNew(string name) => name == "alpha" || name.StartsWith("encoder.score_predictor.", StringComparison.Ordinal);

    private static SegFormerConfig Config(ImportedModel model) => Assert.IsType<DescribedDense>(model.Model).SegFormerConfig();

    private static DescribedDense Small(int modalities) => Described(
        new() { Widths = [8, 16, 20, 32], Depths = [1, 2, 1, 1], DecoderWidth = 16 }, classes: 3, string.Join(' ', Enumerable.Range(0, modalities).Select(m => $"m{m}")),
        new() { Threshold = 0.5f, TableSize = [64, 96] });

    private static DescribedDense Described(SegformerDescription network, int classes, string modalities = "rgb depth", TokensDescription? tokens = null) => new(
        new()
        {
            Name = "small",
            Family = DenseFamilies.Segformer,
            Modalities = [.. modalities.Split(' ').Select(name => new ModalityDescription { Name = name })],
            Segformer = network,
            Tokens = tokens,
        },
        [.. Enumerable.Range(0, classes).Select(i => $"class {i}")], "config.yaml");

    // The tensors of one modality, by their authors' names behind "encoder." and "decoder."; every name has its own values.
    private static Dictionary<string, StoredWeight> Single(DescribedDense model, bool decodes)
    {
        Dictionary<string, StoredWeight> weights = [];
        foreach (var (name, shape) in NetworkShapes.Of(model).Where(entry => !IsNew(entry.Key) && (decodes || entry.Key.StartsWith("encoder.", StringComparison.Ordinal))))
            weights[MixTransformerStart.NameOfOne(name)] = Numbers(MixTransformerStart.NameOfOne(name), shape);
        return weights;
    }

    private static KeyValuePair<string, StoredWeight> Renamed(KeyValuePair<string, StoredWeight> weight, bool authors) => new(Renamed(weight.Key, authors), weight.Value);

    private static string Renamed(string name, bool authors) => name.StartsWith("encoder.", StringComparison.Ordinal)
        ? (authors ? "backbone." : "") + name["encoder.".Length..]
        : "decode_head." + name["decoder.".Length..];

    private static IEnumerable<KeyValuePair<string, StoredWeight>> HuggingFaceNames(KeyValuePair<string, StoredWeight> weight)
    {
        string name = HuggingFaceName(weight.Key);
        if (!name.Contains("attn.kv.", StringComparison.Ordinal))
            return [new(name, weight.Value)];
        long rows = weight.Value.Shape[0] / 2;
        return
        [
            new(name.Replace("attn.kv.", "attention.self.key.", StringComparison.Ordinal), weight.Value.Rows(0, rows)),
            new(name.Replace("attn.kv.", "attention.self.value.", StringComparison.Ordinal), weight.Value.Rows(rows, rows)),
        ];
    }

    private static string HuggingFaceName(string name)
    {
        (string From, string To)[] pairs =
        [
            ("attn.norm", "attention.self.layer_norm"), ("norm1.", "layer_norm_1."), ("norm2.", "layer_norm_2."), ("attn.q", "attention.self.query"), ("attn.sr", "attention.self.sr"),
            ("attn.proj", "attention.output.dense"), ("fc1", "dense1"), ("fc2", "dense2"),
        ];
        string[] parts = name.Split('.');
        int stage = parts[1][^1] - '1';
        string rest = string.Join('.', parts[2..]);
        if (parts[0] == "decoder")
        {
            return rest switch
            {
                _ when parts[1].StartsWith("linear_c", StringComparison.Ordinal) => $"decode_head.linear_c.{stage}.{rest}",
                _ when parts[1] == "linear_pred" => $"decode_head.classifier.{rest}",
                _ => rest.StartsWith("bn.", StringComparison.Ordinal) ? $"decode_head.batch_norm.{rest["bn.".Length..]}" : $"decode_head.linear_fuse.{rest["conv.".Length..]}",
            };
        }

        return parts[1][..^1] switch
        {
            "patch_embed" => $"segformer.encoder.patch_embeddings.{stage}.{rest.Replace("norm.", "layer_norm.", StringComparison.Ordinal)}",
            "norm" => $"segformer.encoder.layer_norm.{stage}.{rest}",
            _ => $"segformer.encoder.block.{stage}.{pairs.Aggregate(rest, (inside, pair) => inside.Replace(pair.From, pair.To, StringComparison.Ordinal))}",
        };
    }

    private static StoredWeight Numbers(string name, long[] shape)
    {
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        HashedWeights.Uniform(name, 1, values);
        return StoredWeight.Of(new(shape, values));
    }

    private static float[] Values(StoredWeight weight) => weight.ToWeight().Values;

    private static ScratchFile Written(IEnumerable<KeyValuePair<string, StoredWeight>> weights)
    {
        PyTorchWriter writer = new();
        return new(".pth", writer.Zip(writer.StateDict(weights)));
    }

    private static ScratchFile Safetensors(IEnumerable<KeyValuePair<string, StoredWeight>> weights)
    {
        ScratchFile file = new(".safetensors", []);
        Checkpoint.Save(weights, file.Path);
        return file;
    }

    private static string Listed(ImportReport report) => string.Join("; ", report.Lists.Skip(4).SelectMany(list => list.Names.Take(3).Select(one => $"{list.What} {one}")));
}
