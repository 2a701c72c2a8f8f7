using Fuse3D.V1;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Cli;

/// <summary>The networks' outputs of one frame as a safetensors file, to hold them against another implementation's.</summary>
internal static class HeadFile
{
    public static void Write(string path, DetectReply reply)
    {
        SafetensorsWriter file = new();
        foreach (NamedTensor head in reply.RawHeads)
            file.Add(head.Name, TypeOf(head), [.. head.Tensor.Shape], head.Tensor.Inline.Memory);
        file.SetMetadata("frame", reply.Header.FrameId);
        file.SetMetadata("model", $"{reply.ModelName} {reply.ModelVersion}");
        file.Save(path);
    }

    private static ElementType TypeOf(NamedTensor head) => head.Tensor.Dtype switch
    {
        DataType.Float32 => ElementType.Float32,
        DataType.Int32 => ElementType.Int32,
        DataType.Int64 => ElementType.Int64,
        DataType.Uint8 => ElementType.UInt8,
        DataType.Bool => ElementType.Bool,
        _ => throw new CommandFailure($"the server's '{head.Name}' is of an unknown type ({head.Tensor.Dtype})"),
    };
}
