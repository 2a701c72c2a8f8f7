using System.Collections.Concurrent;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Checkpoints.KeyMaps;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Tests.Golden;

namespace Fuse3D.Vision.Tests.Checkpoints;

/// <summary>Checkpoints as the authors of the published networks save them, with every name of each network, for tests.</summary>
internal static class PublishedConfigs
{
    public static string Folder { get; } = Path.Combine(SharedFolder.Repository, "configs", "detection");

    // A network is built to learn its names, which takes a second for the larger ones.
    private static readonly ConcurrentDictionary<string, KeyValuePair<string, long[]>[]> Keys = new();

    public static TheoryData<string> Names => [.. Directory.GetFiles(Folder, "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    public static RunConfig Load(string name) => RunConfig.Load(Path.Combine(Folder, name + ".yaml"));

    /// <summary>The authors' whole list of names: with second names of position embeddings and counters of steps.</summary>
    public static KeyValuePair<string, long[]>[] KeysOf(RunConfig config) => Keys.GetOrAdd(config.Name, _ => [.. KeyNames.WithSecondNames(NetworkShapes.Of(config.Described()))]);

    /// <summary>What the training script saves around the network's weights.</summary>
    public static PyItems Around(RunConfig config, PyItems weights)
    {
        bool image = config.Family == ModelFolderBranches.Yolos;
        PyItems settings = image
            ? PyItems.Namespace(("backbone_name", config.Model.Yolos!.Size), ("eval_size", config.Model.Yolos.ShortSide), ("init_pe_size", Pixels(config, 0)), ("mid_pe_size", Pixels(config, 1)))
            : PyItems.Namespace(("num_target", config.Model.GroupFree!.Candidates), ("num_point", config.Data.Points), ("nhead", config.Model.GroupFree.Heads), ("lr_decay_epochs", new List<object?> { 280, 340 }));
        PyItems group = PyItems.Plain(("lr", 0.004), ("weight_decay", 0.0005), ("params", new List<object?> { 0, 1 }));
        return PyItems.Plain(
            (image ? "args" : "config", settings),
            ("save_path", ""),
            ("model", weights),
            ("optimizer", PyItems.Plain(("state", PyItems.Plain()), ("param_groups", new List<object?> { group }))),
            (image ? "lr_scheduler" : "scheduler", PyItems.Plain(("milestones", new PyItems(PyItems.CounterClass, (100, 1))))),
            ("epoch", 400));
    }

    /// <summary>A file with all of these names; every tensor is a view of one storage, as large as the largest.</summary>
    public static byte[] SharedStorage(RunConfig config, KeyValuePair<string, long[]>[] keys, bool zip, string prefix)
    {
        PyTorchWriter writer = new();
        long Count(long[] shape) => shape.Aggregate(1L, (product, size) => product * size);
        PyStorage numbers = writer.Storage(ElementType.BFloat16, new byte[2 * keys.Max(key => Count(key.Value))]);
        PyStorage counters = keys.Any(key => KeyNames.IsStepCounter(key.Key)) ? writer.Storage(ElementType.Int64, new byte[8]) : numbers;
        PyItems weights = PyItems.Ordered(keys.Select(key => ((object)(prefix + key.Key),
            (object?)new PyTensor(KeyNames.IsStepCounter(key.Key) ? counters : numbers, 0, key.Value, StridedCopy.RowMajor(key.Value)))));
        PyItems content = Around(config, weights);
        return zip ? writer.Zip(content) : writer.Legacy(content);
    }

    private static List<object?>? Pixels(RunConfig config, int table) => (table == 0 ? config.Model.Yolos!.InitSize : config.Model.Yolos!.MidSize) is { Count: > 0 } size
        ? [size[0], size[1]] : null;
}
