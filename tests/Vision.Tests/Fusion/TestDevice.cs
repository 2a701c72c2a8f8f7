using Fuse3D.Vision.Fusion;
using TorchSharp;

namespace Fuse3D.Vision.Tests.Fusion;

/// <summary>Where a test body runs; the calling test is skipped where there is no such device.</summary>
internal static class TestDevice
{
    public const string Modules = "cpu:modules", Cuda = "cuda";

    public static ComputeDevice Of(string name)
    {
        Skip.If(name.StartsWith(Cuda, StringComparison.Ordinal) && !torch.cuda.is_available(), "no CUDA device");
        return ComputeDevice.Parse(name);
    }
}
