using Fuse3D.V1;
using Fuse3D.Vision.Fusion;

namespace Fuse3D.ServiceDefaults.Exchange;

/// <summary>What a branch computes, to and from its hello.</summary>
public static class BranchHello
{
    public static PointBranch ToWire(PointBranchInfo info)
    {
        var branch = new PointBranch
        {
            Model = info.Model,
            Layers = info.Layers,
            Seeds = info.Seeds,
            Channels = info.Channels,
            Classes = info.Classes,
            HeadingBins = info.HeadingBins,
            SizeClusters = info.SizeClusters,
        };
        if (info.ReplacedKeyPositions is { } positions)
            branch.ReplacedKeyPositions = positions;
        return branch;
    }

    public static ImageBranch ToWire(ImageBranchInfo info) => new()
    {
        Model = info.Model,
        Layers = info.Layers,
        Width = info.Width,
        Classes = info.Classes,
        PatchRows = info.PatchRows,
        PatchColumns = info.PatchColumns,
    };

    public static PointBranchInfo ReadPoints(Hello hello) => hello.Points is { } points
        ? new(points.Model, points.Layers, points.Seeds, points.Channels, points.Classes, points.HeadingBins, points.SizeClusters,
            points.HasReplacedKeyPositions ? points.ReplacedKeyPositions : null)
        : throw new ExchangeProtocolException("the other side is not a point branch");

    public static ImageBranchInfo ReadImage(Hello hello) => hello.Image is { } image
        ? new(image.Model, image.Layers, image.Width, image.Classes, image.PatchRows, image.PatchColumns)
        : throw new ExchangeProtocolException("the other side is not an image branch");
}
