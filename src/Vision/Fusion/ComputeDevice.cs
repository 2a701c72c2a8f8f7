using System.Globalization;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Fusion;

/// <summary>Element type that a network computes in; what goes in and comes out is float32 either way.</summary>
public enum Precision
{
    /// <summary>float32, without the shorter products that CUDA offers for it.</summary>
    Full,

    /// <summary>float16; on CUDA only.</summary>
    Half,
}

/// <summary>Where a network runs, and in which of its two forms.</summary>
/// <param name="Name">"cpu", "cpu:modules" or "cuda:N"</param>
/// <param name="Device">where its tensors are</param>
/// <param name="IsPacked">the packed form of the CPU; otherwise the modules that also train</param>
public sealed record ComputeDevice(string Name, Device Device, bool IsPacked)
{
    /// <summary>The packed form on the CPU.</summary>
    public static ComputeDevice Cpu { get; } = new("cpu", CPU, IsPacked: true);

    /// <summary>The modules on the CPU: slower, and the same code as on CUDA.</summary>
    public static ComputeDevice CpuModules { get; } = new("cpu:modules", CPU, IsPacked: false);

    /// <param name="text">cpu, cpu:modules, cuda (the first device) or cuda:N</param>
    /// <exception cref="InvalidInputException">it is none of them, or there is no such CUDA device</exception>
    public static ComputeDevice Parse(string text) => text switch
    {
        "cpu" => Cpu,
        "cpu:modules" => CpuModules,
        "cuda" => Cuda(text, 0),
        _ when text.StartsWith("cuda:", StringComparison.Ordinal)
            && int.TryParse(text["cuda:".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out int index) => Cuda(text, index),
        _ => throw new InvalidInputException($"device '{text}' is not known; it may be cpu, cpu:modules, cuda or cuda:N", "device"),
    };

    public override string ToString() => Name;

    private static ComputeDevice Cuda(string text, int index)
    {
        int count = cuda.is_available() ? cuda.device_count() : 0;
        if (index >= count)
            throw new InvalidInputException($"device '{text}': {(count == 0 ? "libtorch finds no CUDA device" : $"there are {count} CUDA devices, from cuda:0")}", "device");
        return new($"cuda:{index}", new Device(TorchSharp.DeviceType.CUDA, index), IsPacked: false);
    }
}
