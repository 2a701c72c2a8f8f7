using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Tests.Data;
using Fuse3D.Vision.Tests.Formats;

namespace Fuse3D.Vision.Tests.Checkpoints;

/// <summary>Damaged checkpoints of every format end in tensors or in an error with words, in bounded time and memory.</summary>
public sealed class CheckpointFuzzTests
{
    private const int Rounds = 1500;
    private const long MostBytes = 24 << 20;

    [Theory, InlineData(1), InlineData(2)]
    public void Open_DamagedZip_ReadsOrRefuses(int seed) => Survive(Content().Zip, ".pth", seed);

    [Theory, InlineData(1), InlineData(2)]
    public void Open_DamagedLegacyStream_ReadsOrRefuses(int seed) => Survive(Content().Legacy, ".pth.tar", seed);

    [Theory, InlineData(1)]
    public void Open_DamagedSafetensors_ReadsOrRefuses(int seed)
    {
        using ScratchFile whole = new(".safetensors");
        Checkpoint.Save(Weights(), whole.Path, new Dictionary<string, string> { ["note"] = "whole" });
        Survive(File.ReadAllBytes(whole.Path), ".safetensors", seed);
    }

    [Theory, InlineData(1)]
    public void Open_DamagedIndexOfShards_ReadsOrRefuses(int seed)
    {
        using ScratchFolder folder = new();
        Checkpoint.Save(Weights().Take(1), folder.At("one.safetensors"));
        Checkpoint.Save(Weights().Skip(1), folder.At("two.safetensors"));
        string index = """{"metadata": {"total_size": 104}, "weight_map": {"conv.weight": "one.safetensors", "steps": "two.safetensors", "half": "two.safetensors"}}""";
        Mutation.Survive(System.Text.Encoding.UTF8.GetBytes(index), Rounds, seed, MostBytes, damaged =>
        {
            File.WriteAllBytes(folder.At("model.safetensors.index.json"), damaged);
            ReadAll(folder.Path);
        });
    }

    private static void Survive(byte[] whole, string extension, int seed)
    {
        using ScratchFile file = new(extension, whole);
        ReadAll(file.Path);
        Mutation.Survive(whole, Rounds, seed, MostBytes, damaged =>
        {
            File.WriteAllBytes(file.Path, damaged);
            ReadAll(file.Path);
        });
    }

    private static void ReadAll(string path)
    {
        using WeightFile file = WeightFile.Open(path);
        foreach (StoredWeight weight in file.Weights.Values)
            Assert.Equal(weight.Bytes, weight.Read().Length);
    }

    private static OrderedDictionary<string, StoredWeight> Weights() => new()
    {
        ["conv.weight"] = new(ElementType.Float32, [2, 3, 3], () => new byte[72]),
        ["steps"] = new(ElementType.Int64, [], () => new byte[8]),
        ["half"] = new(ElementType.Float16, [12], () => new byte[24]),
    };

    private static (byte[] Zip, byte[] Legacy) Content()
    {
        PyTorchWriter writer = new();
        PyStorage shared = writer.Storage(ElementType.Float32, new byte[240]);
        PyItems content = PyItems.Plain(
            ("model", writer.StateDict(Weights(), "module.")),
            ("views", new List<object?> { new PyTensor(shared, 3, [4, 5], [1, 10]), new PyTensor(shared, 0, [3, 7], [0, 2]) }),
            ("config", PyItems.Namespace(("lr", 0.1), ("name", "größe"), ("sizes", new object?[] { 1, 2L << 40, null, true }))),
            ("scheduler", new PyItems(PyItems.CounterClass, (100, 1))));
        return (writer.Zip(content), writer.Legacy(content));
    }
}
