using Fuse3D.Vision.Models.Modalities;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.ChannelUNet;

/// <summary>Instance norms with scale, shift and running statistics, which they follow while training and use in evaluation.</summary>
internal static class InstanceNorms
{
    /// <summary>One for each modality: keys "insnorm_0", "insnorm_1", ...</summary>
    public static ModalLayer Own(int channels, int modalities) => ModalLayer.Own("insnorm", modalities, () => Make(channels));

    /// <summary>One for all: key "module".</summary>
    public static ModalLayer Shared(int channels) => ModalLayer.Shared(Make(channels));

    private static InstanceNorm2d Make(int channels) => nn.InstanceNorm2d(channels, affine: true, track_running_stats: true);
}
