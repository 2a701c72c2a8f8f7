namespace Fuse3D.Vision.Data;

/// <summary>One split of a data set with ground truth, as it lies on disk. Thread-safe: loaders read from many threads.</summary>
public interface IDetectionDataset
{
    /// <summary>"sunrgbd" or "scannet".</summary>
    string Name { get; }

    ObjectClasses Classes { get; }

    /// <summary>Scenes of the split, in its order.</summary>
    IReadOnlyList<string> Ids { get; }

    /// <summary>A network's input and targets for one scene. The same (id, draw) gives the same bits on every machine.</summary>
    /// <exception cref="InvalidInputException">no such scene, or one of its files is missing or damaged</exception>
    DetectionSample Draw(string id, SampleDraw draw);
}
