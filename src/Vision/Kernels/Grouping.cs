namespace Fuse3D.Vision.Kernels;

/// <summary>Copies features of points by index, channels first or row by row.</summary>
public static class Grouping
{
    /// <summary>out[c, i] = features[c, indices[i]]</summary>
    /// <param name="features">[C, N]</param>
    /// <param name="points">N</param>
    /// <param name="indices">[I] each below N</param>
    /// <param name="grouped">[C, I]</param>
    public static void Channels(ReadOnlySpan<float> features, int points, ReadOnlySpan<int> indices, Span<float> grouped)
    {
        int channels = Check(features, points, indices);
        ArgumentOutOfRangeException.ThrowIfNotEqual(grouped.Length, channels * indices.Length, nameof(grouped));
        for (int c = 0; c < channels; c++)
        {
            ReadOnlySpan<float> row = features.Slice(c * points, points);
            Span<float> into = grouped.Slice(c * indices.Length, indices.Length);
            for (int i = 0; i < into.Length; i++)
                into[i] = row[indices[i]];
        }
    }

    /// <summary>Channels 0 to 2: (xyz[index] - centre) / radius; then the features in order.</summary>
    /// <param name="xyz">[N, 3]</param>
    /// <param name="centres">[M, 3]</param>
    /// <param name="radius">metres; 1 leaves the differences as they are</param>
    /// <param name="features">[C, N], or empty</param>
    /// <param name="indices">[M, S] each below N</param>
    /// <param name="grouped">[3 + C, M, S]</param>
    public static void Normalised(
        ReadOnlySpan<float> xyz, ReadOnlySpan<float> centres, float radius, ReadOnlySpan<float> features, ReadOnlySpan<int> indices, Span<float> grouped)
    {
        int points = xyz.Length / 3, samples = centres.IsEmpty ? 0 : indices.Length / (centres.Length / 3);
        ArgumentOutOfRangeException.ThrowIfNotEqual(samples * (centres.Length / 3), indices.Length, nameof(indices));
        for (int axis = 0; axis < 3; axis++)
        {
            Span<float> into = grouped.Slice(axis * indices.Length, indices.Length);
            for (int i = 0; i < into.Length; i++)
                into[i] = (xyz[3 * indices[i] + axis] - centres[3 * (i / samples) + axis]) / radius;
        }

        Channels(features, points, indices, grouped[(3 * indices.Length)..]);
    }

    private static int Check(ReadOnlySpan<float> features, int points, ReadOnlySpan<int> indices)
    {
        if (features.IsEmpty)
            return 0;
        if (points < 1 || features.Length % points != 0)
            throw new InvalidInputException($"{nameof(features)} has {features.Length} values, not a multiple of {points} (one per point)", nameof(features));
        for (int i = 0; i < indices.Length; i++)
        {
            if ((uint)indices[i] >= (uint)points)
                throw new InvalidInputException($"{nameof(indices)}[{i}] is {indices[i]}; there are {points} points", nameof(indices));
        }

        return features.Length / points;
    }
}
