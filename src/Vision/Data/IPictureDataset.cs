using Fuse3D.Vision.Models.Yolos;

namespace Fuse3D.Vision.Data;

/// <summary>One split of a set of pictures with 2D boxes. Thread-safe.</summary>
public interface IPictureDataset
{
    string Name { get; }

    /// <summary>By class id.</summary>
    IReadOnlyList<string> ClassNames { get; }

    IReadOnlyList<string> Ids { get; }

    /// <summary>A network's input and targets for one picture. The same (id, draw) gives the same bits on every machine.</summary>
    /// <exception cref="InvalidInputException">no such picture, or one of its files is missing or damaged</exception>
    PictureSample Draw(string id, PictureDraw draw);
}

/// <summary>How a picture is drawn.</summary>
/// <param name="View">size for evaluation; training chooses its own when <see cref="Augment"/> is set</param>
/// <param name="Seed">of every random choice</param>
public sealed record PictureDraw(ViewInput View, ulong Seed)
{
    /// <summary>Training's random mirror, size and crop.</summary>
    public bool Augment { get; init; }
}

/// <summary>One picture as YOLOS takes it.</summary>
/// <param name="Planes">[3, H, W] normalised</param>
/// <param name="Size">H and W</param>
/// <param name="Stored">size of the picture on disk</param>
/// <param name="Targets">to learn from: crowds and empty boxes are left out</param>
/// <param name="Truth">for evaluation, in pixels of the picture on disk: everything</param>
public sealed record PictureSample(
    string Id, float[] Planes, PictureSize Size, PictureSize Stored, IReadOnlyList<PictureTarget> Targets, IReadOnlyList<PictureTruth> Truth);

/// <summary>An object that COCO's evaluation looks for.</summary>
/// <param name="Box">0-based pixels, edges as COCO writes them: a box of width w covers [x, x + w]</param>
/// <param name="Area">of the object's mask where known, else of the box, in square pixels</param>
/// <param name="Crowd">marks a group: what is found inside counts neither way</param>
public sealed record PictureTruth(int Class, PictureBox Box, double Area, bool Crowd);
