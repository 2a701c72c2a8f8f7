namespace Fuse3D.Vision.Data.ScanNet;

/// <summary>Where the scenes of a ScanNet data set come from; one for each layout on disk. Thread-safe.</summary>
internal interface IScanNetSource
{
    /// <summary>The scenes of a split that are there, in its order.</summary>
    /// <exception cref="InvalidInputException">there is no such split</exception>
    IReadOnlyList<string> Ids(string split);

    ScanNetScene Read(string id);

    /// <summary>Pictures of a scene; null when the layout has none of it.</summary>
    ScanNetFrames? Frames(string id);
}
