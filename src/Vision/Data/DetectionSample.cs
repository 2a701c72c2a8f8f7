using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Models.Yolos;

namespace Fuse3D.Vision.Data;

/// <summary>One scene as a network takes it, with what it should find.</summary>
public sealed record DetectionSample
{
    public required string Id { get; init; }

    /// <summary>[N, 3 + F] upright axes after augmentation, metres: x y z, then the colours and the height where asked for.</summary>
    public required float[] Points { get; init; }

    /// <summary>N</summary>
    public required int PointCount { get; init; }

    public required BoxTargets Targets { get; init; }

    /// <summary>For evaluation, in the axes of <see cref="Points"/>; as many as <see cref="Targets"/> holds.</summary>
    public required IReadOnlyList<TruthBox> Truth { get; init; }

    public required IReadOnlyList<SampleView> Views { get; init; }
}

/// <summary>An object that evaluation looks for.</summary>
/// <param name="Class">id in the data set's <see cref="ObjectClasses"/></param>
/// <param name="Box">where it is</param>
/// <param name="Published">
/// what the published evaluation compares with: for SUN RGB-D the extents of the turned box, turned again; elsewhere equal to Box
/// </param>
public sealed record TruthBox(int Class, Box3D Box, Box3D Published)
{
    /// <summary>An object of SUN RGB-D: the published evaluation turns the extents of the turned box by the heading again.</summary>
    public static TruthBox TurnedTwice(int classId, Box3D box) => new(classId, box, box with { Size = box.Extents().Size });
}

/// <summary>One picture of a sample.</summary>
/// <param name="Planes">[3, H, W] normalised</param>
/// <param name="Size">H and W</param>
/// <param name="Camera">of the resized picture, 0-based</param>
/// <param name="CameraFromPoints">from the augmented points to camera axes: pictures are never augmented, so it is undone inside</param>
/// <param name="Targets">objects seen; boxes that were empty after clipping are left out</param>
public sealed record SampleView(
    string Id, float[] Planes, PictureSize Size, Camera Camera, Transform3D CameraFromPoints, IReadOnlyList<PictureTarget> Targets)
{
    /// <summary>The depth measured from the same place, where the data set has it.</summary>
    public DepthCheck? Depth { get; init; }
}

/// <summary>An object in a picture, as YOLOS learns it: centre and size in parts of the picture, 0..1.</summary>
/// <param name="Class">id in the data set's class list</param>
public sealed record PictureTarget(int Class, float CentreX, float CentreY, float Width, float Height)
{
    /// <summary>The part of an outline that lies in a picture; null when nothing of it does.</summary>
    /// <param name="width">pixels of the picture that the outline is in</param>
    /// <param name="height">pixels of the picture that the outline is in</param>
    public static PictureTarget? Of(int classId, BoxOutline outline, int width, int height)
    {
        BoxOutline inside = outline.Within(width, height);
        if (!(inside.Area > 0))
            return null;
        return new PictureTarget(
            classId,
            (float)(((inside.Left + inside.Right) / 2 + 0.5) / width),
            (float)(((inside.Top + inside.Bottom) / 2 + 0.5) / height),
            (float)((inside.Right - inside.Left) / width),
            (float)((inside.Bottom - inside.Top) / height));
    }
}
