using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Data.SunRgbd;

/// <summary>One split of SUN RGB-D in one of its layouts on disk. Thread-safe.</summary>
internal interface ISunRgbdSource
{
    /// <summary>Frames of the split, as six digits.</summary>
    IReadOnlyList<string> Ids { get; }

    /// <exception cref="InvalidInputException">no such frame, or one of its files is missing or damaged</exception>
    SunRgbdScene Read(string id);

    /// <summary>The frame's picture with its camera.</summary>
    /// <exception cref="InvalidInputException">one of its files is missing or damaged</exception>
    FrameView ReadView(string id);

    /// <summary>The objects of <see cref="Read"/> with their rectangles in the picture, where they have one, in the same order.</summary>
    /// <exception cref="InvalidInputException">the file is missing, damaged, or has other objects</exception>
    IReadOnlyList<LabelledBox> ReadObjects(string id);
}

/// <summary>A frame before anything is drawn from it; upright axes, metres.</summary>
/// <param name="Cloud">with colours, where the layout has them</param>
/// <param name="Objects">of the ten classes, in the file's order</param>
/// <param name="Instances">[N] index of each point's object, -1 without one; null where the layout has none</param>
internal sealed record SunRgbdScene(PointCloud Cloud, IReadOnlyList<LabelledBox> Objects, int[]? Instances);
