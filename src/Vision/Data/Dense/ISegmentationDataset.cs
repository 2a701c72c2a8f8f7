namespace Fuse3D.Vision.Data.Dense;

/// <summary>One split of a set of frames whose every pixel has a class, as it lies on disk. Thread-safe.</summary>
public interface ISegmentationDataset
{
    /// <summary>The layout's name.</summary>
    string Name { get; }

    /// <summary>By class.</summary>
    IReadOnlyList<string> ClassNames { get; }

    /// <summary>"rgb", "depth": what a frame has, in the order of its planes.</summary>
    IReadOnlyList<string> Modalities { get; }

    /// <summary>Of each modality the <see cref="ModalityForm.Kind"/> of its values.</summary>
    IReadOnlyList<string> FormKinds { get; }

    /// <summary>Frames of the split, in its order.</summary>
    IReadOnlyList<string> Ids { get; }

    /// <summary>A frame as stored, all of its pictures brought to one size.</summary>
    /// <exception cref="InvalidInputException">no such frame, or one of its files is missing, damaged or does not fit the others</exception>
    SegmentationFrame Read(string id);

    /// <summary>A network's input and targets. The same (id, draw) gives the same bits on every machine.</summary>
    /// <exception cref="InvalidInputException">as <see cref="Read"/></exception>
    SegmentationSample Draw(string id, SegmentationDraw draw)
    {
        SegmentationFrame frame = Read(id);
        if (draw.Augment is not { } rule)
            return frame.ToSample();
        var random = SeededRandom.For(id, draw.Seed);
        return SegmentationAugmentation.Draw(random, frame.Width, frame.Height, rule).Apply(frame, rule).ToSample();
    }
}

/// <summary>How a sample is drawn from a frame.</summary>
/// <param name="Seed">of every random choice</param>
/// <param name="Augment">training's random scale, mirror and crop; null: the whole frame</param>
public sealed record SegmentationDraw(ulong Seed, CropRule? Augment = null);
