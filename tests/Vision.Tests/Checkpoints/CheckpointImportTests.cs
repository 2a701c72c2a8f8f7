using System.Text.Json;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Checkpoints.KeyMaps;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Tests.Formats;

namespace Fuse3D.Vision.Tests.Checkpoints;

/// <summary>Published checkpoints become our models: every name finds its place, and what their tensors tell is right.</summary>
public sealed class CheckpointImportTests
{
    [Theory, MemberData(nameof(PublishedConfigs.Names), MemberType = typeof(PublishedConfigs))]
    public void Read_EveryPublishedNetwork_FitsWithoutBeingTold(string name)
    {
        RunConfig config = PublishedConfigs.Load(name);
        KeyValuePair<string, long[]>[] keys = PublishedConfigs.KeysOf(config);
        bool image = config.Family == ModelFolderBranches.Yolos;
        string prefix = image ? "" : "module.";
        using ScratchFile file = new(".pth", PublishedConfigs.SharedStorage(config, keys, zip: true, prefix));
        using ScratchFile older = new(".pth.tar", PublishedConfigs.SharedStorage(config, keys, zip: false, prefix));
        using WeightFile weights = WeightFile.Open(file.Path), same = WeightFile.Open(older.Path);

        ImportedModel model = CheckpointImport.Read(weights);

        Assert.True(model.Report.IsComplete, string.Join("; ", model.Report.Lists.Skip(4).SelectMany(list => list.Names.Take(3).Select(one => $"{list.What} {one}"))));
        Assert.Equal(("model", !image), (model.Report.Container, model.Report.Wrapped));
        Assert.Equal(keys.Select(key => key.Key).Where(key => KeyNames.Canonical(key) == key), model.Weights.Keys);
        Assert.Equal(config.Family, Detector(model).Description.Family);
        AssertSameNetwork(config.Described(), Detector(model));
        Assert.Equal(weights.Weights.Select(weight => (weight.Key, $"{weight.Value}")), same.Weights.Select(weight => (weight.Key, $"{weight.Value}")));
        Assert.Equal(weights.Values, same.Values);
    }

    [Fact]
    public void Read_TensorMissingUnexpectedOrOfAnotherShape_IsListedAndNotSaved()
    {
        RunConfig config = PublishedConfigs.Load("sunrgbd_groupfree_L6_O256");
        KeyValuePair<string, long[]>[] keys =
        [
            .. PublishedConfigs.KeysOf(config).Where(key => key.Key != "points_obj_cls.conv1.bias").Select(key => key.Key == "decoder.0.norm1.bias" ? new(key.Key, [144]) : key),
            new("extra.weight", [3]),
        ];
        using ScratchFile file = new(".pth", PublishedConfigs.SharedStorage(config, keys, zip: true, "module."));
        using WeightFile weights = WeightFile.Open(file.Path);

        ImportedModel model = CheckpointImport.Read(weights);

        Assert.Equal(["points_obj_cls.conv1.bias"], model.Report.Missing);
        Assert.Equal(["extra.weight"], model.Report.Unexpected);
        Assert.Equal(["decoder.0.norm1.bias [144], wanted [288]"], model.Report.Misshapen);
        Assert.Throws<InvalidInputException>(() => model.Save(Path.Combine(Path.GetTempPath(), "fuse3d-never-written")));
        Assert.Equal(["extra.weight"], CheckpointImport.Read(weights, new() { DropUnexpected = true }).Report.LeftOut);
    }

    [Fact]
    public void Read_WithoutSettings_TakesWhatItIsTold()
    {
        RunConfig config = PublishedConfigs.Load("scannet_groupfree_L12_O512_w2x");
        PyTorchWriter writer = new();
        KeyValuePair<string, long[]>[] keys = PublishedConfigs.KeysOf(config);
        PyStorage storage = writer.Storage(Vision.Formats.ElementType.Float16, new byte[2 * keys.Max(key => key.Value.Aggregate(1L, (product, size) => product * size))]);
        PyItems bare = PyItems.Ordered(keys.Select(key => ((object)key.Key, (object?)new PyTensor(storage, 0, key.Value, Vision.Formats.StridedCopy.RowMajor(key.Value)))));
        using ScratchFile file = new(".pkl", writer.Legacy(bare));
        using WeightFile weights = WeightFile.Open(file.Path);

        Assert.Equal(256, Detector(CheckpointImport.Read(weights)).PointConfig().Candidates);
        ImportedModel told = CheckpointImport.Read(weights, new() { Candidates = 512, Name = "scans" });
        Assert.Equal(("", false, "scans"), (told.Report.Container, told.Report.Wrapped, Detector(told).Description.Name));
        AssertSameNetwork(config.Described(), Detector(told));
    }

    [Fact]
    public void Read_FileOfSeveralNetworks_AsksWhich()
    {
        PyTorchWriter writer = new();
        PyTensor one = writer.Tensor(Vision.Formats.ElementType.Float32, [1], new byte[4]);
        using ScratchFile file = new(".pth", writer.Zip(PyItems.Plain(("generator", PyItems.Plain(("w", one))), ("critic", PyItems.Plain(("w", one))))));
        using WeightFile weights = WeightFile.Open(file.Path);

        Assert.Contains("generator (1 tensors), critic (1 tensors)", Assert.Throws<InvalidInputException>(() => CheckpointImport.Read(weights)).Message, StringComparison.Ordinal);
    }

    private static DescribedModel Detector(ImportedModel imported) => Assert.IsType<DescribedModel>(imported.Model);

    private static void AssertSameNetwork(DescribedModel expected, DescribedModel actual)
    {
        Assert.Equal(expected.Labels, actual.Labels);
        Assert.Equal(expected.Description.Points, actual.Description.Points);
        if (expected.Description.GroupFree is not null)
            Assert.Equal(Text(expected.PointConfig()), Text(actual.PointConfig()));
        if (expected.Description.Yolos is not { } image)
            return;
        Assert.Equal((expected.ImageConfig(), expected.PictureSize()), (actual.ImageConfig(), actual.PictureSize()));
        if (image.Picture is null)
            Assert.Equal(image.ShortSide, actual.Description.Yolos!.ShortSide);
    }

    // Lists in records are not compared by content.
    private static string Text(Vision.Models.GroupFree.GroupFreeConfig config) =>
        JsonSerializer.Serialize(config);
}
