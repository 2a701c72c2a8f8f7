using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Data;

/// <summary>Makes a point network's input from a cloud. The same cloud gives the same input, in every process.</summary>
/// <param name="Points">that every cloud is brought to</param>
/// <param name="Features">values per point besides x, y, z: 0, or 1 for the height over the floor</param>
public sealed record CloudInput(int Points, int Features)
{
    private const ulong Seed = 1;

    /// <param name="cloud">network axes</param>
    /// <returns>[Points, 3 + Features]</returns>
    public float[] Make(PointCloud cloud)
    {
        if (Features > 1)
            throw new InvalidInputException($"points with {Features} features are not served; 0 and 1 (height) are");
        float[]? heights = Features == 0 ? null : PointSampling.Heights(cloud.Positions);
        int[] chosen = PointSampling.Choose(cloud.Count, Points, Seed);
        int width = 3 + Features;
        float[] rows = new float[Points * width];
        for (int i = 0; i < chosen.Length; i++)
        {
            cloud.Positions.AsSpan(chosen[i] * 3, 3).CopyTo(rows.AsSpan(i * width));
            if (heights is not null)
                rows[i * width + 3] = heights[chosen[i]];
        }

        return rows;
    }
}
