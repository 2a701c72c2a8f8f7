using Fuse3D.Vision.Data;
using Fuse3D.Vision.Metrics.Pictures;
using Fuse3D.Vision.Models.GroupFree.Decoding;

namespace Fuse3D.Vision.Metrics.Running;

/// <summary>One frame of one pass over a split.</summary>
/// <param name="Repeat">the pass, from 0; each draws other points</param>
/// <param name="Frame">index in the split</param>
public readonly record struct FrameKey(int Repeat, int Frame);

/// <summary>What a network found in a frame, and what was there: all that an evaluation keeps of it.</summary>
public sealed record FrameResult(FrameKey Key, string Id)
{
    public IReadOnlyList<TruthBox> Truth { get; init; } = [];

    /// <summary>For each selection of heads the boxes that stayed, best or not: thresholds come later.</summary>
    public IReadOnlyList<DecodedBox[]> Heads { get; init; } = [];

    /// <summary>One per picture of the frame.</summary>
    public IReadOnlyList<PictureResult> Pictures { get; init; } = [];

    /// <summary>Of segmentation or translation; null of detection.</summary>
    public DenseFrame? Dense { get; init; }
}

/// <summary>What was found in one picture, in its pixels.</summary>
public sealed record PictureResult(IReadOnlyList<PictureTruth> Truth, IReadOnlyList<PictureDetection> Found);

/// <summary>A frame that was answered, or why it was not.</summary>
/// <param name="Result">null when it failed</param>
/// <param name="Error">null when it was answered</param>
public sealed record FrameOutcome(FrameKey Key, string Id, FrameResult? Result, string? Error);
