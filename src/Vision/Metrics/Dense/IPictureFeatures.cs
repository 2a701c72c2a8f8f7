using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Metrics.Dense;

/// <summary>A network that looks at pictures, so that sets of them can be compared. Thread-safe.</summary>
public interface IPictureFeatures : IDisposable
{
    /// <summary>Of the network, for reports.</summary>
    string Name { get; }

    /// <summary>SHA-256 of its weights, 64 hexadecimal digits.</summary>
    string Weights { get; }

    /// <summary>Whether distances between its features are what is published as FID and KID.</summary>
    bool IsInception { get; }

    /// <param name="pictures">all of one size</param>
    /// <returns>a row for each, in their order</returns>
    IReadOnlyList<float[]> Describe(IReadOnlyList<Picture> pictures);
}
