using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data;

/// <summary>One moment of a scene: points, pictures of it, and what is in it where that is known.</summary>
/// <param name="Id">the frame's or scene's name in its folder</param>
/// <param name="Cloud">network axes: z up, metres</param>
/// <param name="Views">pictures with their cameras; may be empty</param>
/// <param name="Objects">ground truth; null where the folder has none</param>
public sealed record RgbdFrame(string Id, PointCloud Cloud, IReadOnlyList<FrameView> Views, IReadOnlyList<LabelledBox>? Objects);

/// <summary>A picture and the camera that took it.</summary>
/// <param name="Camera">of the picture as stored, 0-based</param>
/// <param name="CameraFromPoints">from the cloud's axes to this camera's</param>
public sealed record FrameView(string Id, Picture Picture, Camera Camera, Transform3D CameraFromPoints)
{
    /// <summary>The depth measured from the same place, where the folder has it.</summary>
    public DepthCheck? Depth { get; init; }
}

/// <summary>An object whose place is known.</summary>
/// <param name="Label">class name of the data set</param>
/// <param name="Box">in the cloud's axes</param>
/// <param name="InPicture">its box in the first view, where known</param>
public sealed record LabelledBox(string Label, Box3D Box, PictureBox? InPicture = null);

/// <summary>A rectangle in a picture. Coordinates are those of pixel centres, 0-based.</summary>
public sealed record PictureBox(double Left, double Top, double Right, double Bottom);

/// <summary>A folder of frames.</summary>
public interface IFrameFolder
{
    /// <summary>Names of the frames, in the order of their numbers.</summary>
    IReadOnlyList<string> Ids { get; }

    /// <exception cref="InvalidInputException">no such frame, or one of its files is missing or damaged</exception>
    RgbdFrame Read(string id);
}
