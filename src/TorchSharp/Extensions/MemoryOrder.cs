using TorchSharp.Ops;
using static TorchSharp.torch;

namespace Fuse3D.TorchExtensions;

/// <summary>Order of a picture batch's dimensions in memory.</summary>
public static class MemoryOrder
{
    private const int LibtorchsChannelsLast = 2;

    /// <summary>[B, C, H, W] with the channels of a pixel side by side in memory; the shape stays.</summary>
    public static Tensor ChannelsLast(Tensor images) => Aten.contiguous.Call(images, LibtorchsChannelsLast);

    public static bool IsChannelsLast(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return images.IsInOrder(LibtorchsChannelsLast);
    }
}
