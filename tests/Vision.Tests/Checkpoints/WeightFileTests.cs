using System.IO.Compression;
using System.Runtime.InteropServices;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Tests.Data;
using Fuse3D.Vision.Tests.Formats;

namespace Fuse3D.Vision.Tests.Checkpoints;

/// <summary>What the golden checkpoints do not have: byte orders, views of storages, shards, containers that are not plain.</summary>
public sealed class WeightFileTests
{
    private static readonly float[] Numbers = [1, 2, 3, 4, 5, 6];

    private static byte[] Bytes => MemoryMarshal.AsBytes<float>(Numbers).ToArray();

    [Theory, InlineData(true), InlineData(false)]
    public void Open_BigEndianFile_TurnsBytesAround(bool zip)
    {
        PyTorchWriter writer = new();
        byte[] turned = Bytes;
        for (int at = 0; at < turned.Length; at += 4)
            turned.AsSpan(at, 4).Reverse();
        PyTensor tensor = writer.Tensor(ElementType.Float32, [2, 3], turned);

        byte[] file = zip ? writer.Zip(tensor, more: ("archive/byteorder", PyTorchWriter.Text("big"))) : writer.Legacy(tensor, bigEndian: true);

        Assert.Equal(Numbers, Floats(file)["tensor"]);
    }

    [Fact]
    public void Open_StorageThatIsAPartOfAnother_ReadsThePart()
    {
        PyTorchWriter writer = new();
        PyStorage whole = writer.Storage(ElementType.Float32, Bytes);
        PyTensor part = new(whole with { View = ["view", 2, 3] }, 1, [2], [1]);

        Assert.Equal([4f, 5f], Floats(writer.Legacy(part))["tensor"]);
        Refused(writer.Legacy(part with { Storage = whole with { View = ["view", 4, 3] } }), "a view of 3 elements at 4");
        Refused(writer.Legacy(part with { Shape = [3] }), "goes beyond its storage");
    }

    [Fact]
    public void Open_SharedStorage_GivesEachTensorItsView()
    {
        PyTorchWriter writer = new();
        PyStorage shared = writer.Storage(ElementType.Float32, Bytes);
        PyItems content = PyItems.Plain(("rows", new PyTensor(shared, 0, [2, 3], [3, 1])), ("columns", new PyTensor(shared, 0, [3, 2], [1, 3])), ("same", new PyTensor(shared, 5, [4], [0])));

        Dictionary<string, float[]> read = Floats(writer.Zip(content));

        Assert.Equal(Numbers, read["rows"]);
        Assert.Equal([1, 4, 2, 5, 3, 6], read["columns"]);
        Assert.Equal([6, 6, 6, 6], read["same"]);
    }

    [Fact]
    public void Open_ViewThatRepeatsOneElementWithoutEnd_IsRefused()
    {
        PyTorchWriter writer = new();
        Refused(writer.Zip(new PyTensor(writer.Storage(ElementType.Float32, Bytes), 0, [400_000_000], [0])), "repeat what they share");
    }

    [Fact]
    public void Open_WhatTrainingScriptsSaveBeside_IsReadAsValues()
    {
        PyTorchWriter writer = new();
        PyItems content = PyItems.Plain(
            ("config", PyItems.Namespace(("num_target", 512), ("lr_decay_epochs", new List<object?> { 280, 340 }))),
            ("scheduler", PyItems.Plain(("milestones", new PyItems(PyItems.CounterClass, (100, 1), (200, 1))))),
            ("model", writer.StateDict([])));
        using ScratchFile file = new(".pth", writer.Legacy(content));
        using WeightFile read = WeightFile.Open(file.Path);

        Assert.Equal(
            [KeyValuePair.Create("config.num_target", (object?)512L), new("config.lr_decay_epochs/0", 280L), new("config.lr_decay_epochs/1", 340L), new("scheduler/milestones/100", 1L), new("scheduler/milestones/200", 1L)],
            read.Values);
    }

    [Fact]
    public void Open_ZipThatIsNoPlainCheckpoint_SaysWhatItIs()
    {
        PyTorchWriter writer = new();
        PyTensor tensor = writer.Tensor(ElementType.Float32, [600], new byte[2400]);

        Refused(writer.Zip(tensor, CompressionLevel.Optimal), "compressed");
        Refused(writer.Zip(tensor, more: ("archive/constants.pkl", [1])), "TorchScript");
        Refused(writer.Zip(tensor, more: ("other/data.pkl", [1])), "2 records");
        Refused(writer.Zip(tensor, more: ("archive/byteorder", PyTorchWriter.Text("middle"))), "byte order 'middle'");
        Refused(writer.Zip(tensor, more: ("archive/data.pkl", [1])), "listed twice");
    }

    [Fact]
    public void Open_ArchiveWith64BitSizes_IsRead()
    {
        PyTorchWriter writer = new();
        byte[] file = writer.Zip(writer.Tensor(ElementType.Float32, [6], Bytes));

        Assert.Equal(Numbers, Floats(Zip64.Widen(file))["tensor"]);
    }

    [Fact]
    public void Open_Shards_GathersThem()
    {
        using ScratchFolder folder = new();
        WriteShards(folder.Path, """{"metadata": {"total_size": 24}, "weight_map": {"a": "one.safetensors", "b": "two.safetensors"}}""");

        foreach (string path in new[] { folder.Path, Path.Combine(folder.Path, "model.safetensors.index.json") })
        {
            using WeightFile read = WeightFile.Open(path);
            Assert.Equal("safetensors in 2 shards", read.Format);
            Assert.Equal([1, 2], read.Weights["a"].ToWeight().Values);
            Assert.Equal([3, 4], read.Weights["b"].ToWeight().Values);
        }
    }

    [Theory]
    [InlineData("""{"weight_map": {"a": "../one.safetensors"}}""", "not the name of a file beside it")]
    [InlineData("""{"weight_map": {"a": "/etc/passwd"}}""", "not the name of a file beside it")]
    [InlineData("""{"weight_map": {"a": "..\\one.safetensors"}}""", "not the name of a file beside it")]
    [InlineData("""{"weight_map": {"a": ".."}}""", "not the name of a file beside it")]
    [InlineData("""{"weight_map": {"a": ""}}""", "not the name of a file beside it")]
    [InlineData("""{"weight_map": {"a": "one.safetensors", "b": "three.safetensors"}}""", "no file")]
    [InlineData("""{"weight_map": {"c": "one.safetensors"}}""", "does not hold it")]
    [InlineData("""{"weight_map": {"a": "one.safetensors", "a": "two.safetensors"}}""", "twice")]
    [InlineData("""{"weight_map": {"a": 5}}""", "not what it should be")]
    [InlineData("""{"weight_map": []}""", "not what it should be")]
    [InlineData("""{"weight_map": {}}""", "names no file")]
    [InlineData("""{"layers": 3}""", "no index")]
    [InlineData("""{"weight_map": """, "not what it should be")]
    public void Open_WrongIndex_IsRefused(string index, string reason)
    {
        using ScratchFolder folder = new();
        WriteShards(folder.Path, index);
        var error = Assert.Throws<InvalidInputException>(() => WeightFile.Open(folder.Path));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FolderWithoutWeights_SaysWhatItLooksFor()
    {
        using ScratchFolder folder = new();
        Assert.Contains("model.safetensors", Assert.Throws<InvalidInputException>(() => WeightFile.Open(folder.Path)).Message, StringComparison.Ordinal);
    }

    private static void WriteShards(string folder, string index)
    {
        File.WriteAllText(Path.Combine(folder, "model.safetensors.index.json"), index);
        foreach (var (name, array, first) in new[] { ("one.safetensors", "a", 1f), ("two.safetensors", "b", 3f) })
            Checkpoint.Save([KeyValuePair.Create(array, StoredWeight.Of(new Weight([2], [first, first + 1])))], Path.Combine(folder, name));
    }

    private static Dictionary<string, float[]> Floats(byte[] bytes)
    {
        using ScratchFile file = new(".pth", bytes);
        using WeightFile read = WeightFile.Open(file.Path);
        return read.Weights.ToDictionary(weight => weight.Key, weight => weight.Value.ToWeight().Values);
    }

    private static void Refused(byte[] bytes, string reason) =>
        Assert.Contains(reason, Assert.Throws<InvalidInputException>(() => Floats(bytes)).Message, StringComparison.Ordinal);
}
