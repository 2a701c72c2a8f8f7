using Fuse3D.Vision.Checkpoints.Pickles;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Checkpoints.PyTorch;

/// <summary>The names that PyTorch's checkpoints use: tensors, types of storage, and what training scripts save beside them.</summary>
internal static class PyTorchGlobals
{
    private static readonly Dictionary<string, ElementType> Storages = new(StringComparer.Ordinal)
    {
        ["torch.FloatStorage"] = ElementType.Float32,
        ["torch.DoubleStorage"] = ElementType.Float64,
        ["torch.HalfStorage"] = ElementType.Float16,
        ["torch.BFloat16Storage"] = ElementType.BFloat16,
        ["torch.LongStorage"] = ElementType.Int64,
        ["torch.IntStorage"] = ElementType.Int32,
        ["torch.ShortStorage"] = ElementType.Int16,
        ["torch.CharStorage"] = ElementType.Int8,
        ["torch.ByteStorage"] = ElementType.UInt8,
        ["torch.BoolStorage"] = ElementType.Bool,
    };

    public static PickleGlobals Table { get; } = PickleGlobals.Data.With(
    [
        .. Storages.Keys.Select(name => KeyValuePair.Create(name, (PickleFunction?)null)),
        new("torch._utils._rebuild_tensor", PyTorchTensor.Rebuild),
        new("torch._utils._rebuild_tensor_v2", PyTorchTensor.Rebuild),
        new("torch._utils._rebuild_parameter", arguments => arguments.At<PyTorchTensor>(0)),
        new("torch.Size", arguments => arguments.At<PickleTuple>(0)),
        new("torch.device", arguments => arguments.At<string>(0)),
        new("argparse.Namespace", arguments => arguments.Count == 0
            ? new PickleObject(arguments.Name) : throw arguments.Fail("argparse.Namespace with arguments")),
    ]);

    public static bool TryStorageType(PickleName name, out ElementType type) => Storages.TryGetValue(name.Name, out type);
}
