namespace Fuse3D.Vision.Data.ScanNet;

/// <summary>One split of ScanNet in one of its layouts on disk. Thread-safe.</summary>
internal interface IScanNetSource
{
    /// <summary>The scenes that are there, in the order of the split.</summary>
    /// <exception cref="InvalidInputException">there is no such split, or none of its scenes</exception>
    IReadOnlyList<string> Ids { get; }

    /// <exception cref="InvalidInputException">no such scene, or one of its files is missing or damaged</exception>
    ScanNetScene Read(string id);

    /// <summary>Pictures of a scene; null when the layout has none of it.</summary>
    ScanNetFrames? Frames(string id);
}
