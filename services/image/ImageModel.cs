using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Fusion;

namespace Fuse3D.Services.Image;

/// <summary>The model that an image service serves: the network, and how its input is made.</summary>
public sealed record ImageModel(
    string Name, string Version, string Family, IReadOnlyList<string> Labels, ViewInput Input, float ScoreThreshold, IImageBranch Branch, string Device)
{
    /// <param name="device">where the folder's network runs</param>
    /// <param name="branch">a network that is loaded already; null: the folder's</param>
    public static ImageModel Load(ModelFolder folder, ComputeDevice device, Precision precision, IImageBranch? branch = null)
    {
        ModelDescription description = folder.Description;
        return new(description.Name, description.Version, description.Family, folder.Labels,
            new ViewInput(folder.PictureSize(), description.Yolos?.ShortSide ?? 0), description.ScoreThreshold,
            branch ?? folder.LoadImage(device, precision), device.Name);
    }
}
