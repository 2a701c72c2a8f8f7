using TorchSharp.Native;

namespace Fuse3D.TorchExtensions;

/// <summary>How many native tensors managed code holds; a steady number under load shows that none is forgotten.</summary>
public static class LiveHandles
{
    public static long Count => NativeMemoryWatch.LiveHandles;
}
