using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Models.Yolos;
using static TorchSharp.torch;

namespace Fuse3D.Services.Image;

/// <summary>The model that an image service serves: the network, and how its input is made.</summary>
public sealed record ImageModel(
    string Name, string Version, string Family, IReadOnlyList<string> Labels, ViewInput Input, float ScoreThreshold, IImageBranch Branch, string Device, string WeightsSum)
{
    /// <param name="device">where the folder's network runs</param>
    /// <param name="branch">a network that is loaded already; null: the folder's</param>
    public static ImageModel Load(ModelFolder folder, ComputeDevice device, Precision precision, IImageBranch? branch = null)
    {
        ModelDescription description = folder.Description;
        return new(description.Name, description.Version, description.Family, folder.Labels,
            folder.Described().ViewInput(), description.ScoreThreshold,
            branch ?? folder.LoadImage(device, precision), device.Name, folder.WeightsSum);
    }

    /// <summary>One frame without anything on it.</summary>
    public async Task WarmUpAsync(CancellationToken cancel)
    {
        PictureSize size = Input.Stretched ?? new(Input.ShortSide, Input.ShortSide);
        using Tensor views = zeros([1, 3, size.Height, size.Width]);
        await using IImageSession session = await Branch.BeginAsync(views, cancel);
        if (Branch.Info.Layers > 0)
            (await session.GatherAsync(0, new int[1], cancel)).Dispose();
        using ImageHeads heads = await session.FinishAsync(cancel);
    }
}
