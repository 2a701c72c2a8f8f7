using Fuse3D.Vision.Checkpoints.Pickles;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Tests.Formats;

namespace Fuse3D.Vision.Tests.Checkpoints;

/// <summary>Checkpoints of large networks that are small files: every tensor is a view of one storage, as large as the largest.</summary>
internal static class SharedStorage
{
    /// <param name="container">key that the weights lie under; null: they are all that there is</param>
    public static byte[] Write(IEnumerable<KeyValuePair<string, long[]>> names, string prefix, string? container, bool legacy = false)
    {
        KeyValuePair<string, long[]>[] all = [.. names];
        PyTorchWriter writer = new();
        PyStorage numbers = writer.Storage(ElementType.Float16, new byte[2 * all.Max(entry => entry.Value.Aggregate(1L, (product, size) => product * size))]);
        PyItems weights = PyItems.Ordered(all.Select(entry => ((object)(prefix + entry.Key), (object?)new PyTensor(numbers, 0, entry.Value, StridedCopy.RowMajor(entry.Value)))));
        PyItems content = container is null ? weights : PyItems.Plain((container, weights), ("epoch_start", 299), ("best_val", 0.54));
        return legacy ? writer.Legacy(content) : writer.Zip(content);
    }
}
