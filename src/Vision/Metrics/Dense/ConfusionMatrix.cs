namespace Fuse3D.Vision.Metrics.Dense;

/// <summary>How many pixels of each true class were given each class, over all pictures of a set.</summary>
/// <param name="classes">1 to 255; labels from there on are left out, as 255 (unlabelled) always is</param>
public sealed class ConfusionMatrix(int classes)
{
    private readonly long[] _counts = classes is >= 1 and <= 255
        ? new long[classes * classes]
        : throw new ArgumentOutOfRangeException(nameof(classes), classes, "1 to 255 classes can be told apart");

    public int Classes => classes;

    /// <summary>[classes, classes] row-major: by true class, then by the class given</summary>
    public ReadOnlySpan<long> Counts => _counts;

    public long this[int truth, int predicted] => _counts[truth * classes + predicted];

    /// <summary>Adds a picture. A pixel counts where both its label and its prediction are classes.</summary>
    /// <param name="truth">[pixels]</param>
    /// <param name="predicted">[pixels]</param>
    public void Add(ReadOnlySpan<byte> truth, ReadOnlySpan<byte> predicted)
    {
        if (truth.Length != predicted.Length)
            throw new ArgumentException($"{predicted.Length} predictions for {truth.Length} labels", nameof(predicted));
        for (int i = 0; i < truth.Length; i++)
        {
            if (truth[i] < classes && predicted[i] < classes)
                _counts[truth[i] * classes + predicted[i]]++;
        }
    }

    /// <summary>Adds what was counted elsewhere.</summary>
    public void Add(ConfusionMatrix other)
    {
        if (other.Classes != classes)
            throw new ArgumentException($"{other.Classes} classes cannot be added to {classes}", nameof(other));
        for (int i = 0; i < _counts.Length; i++)
            _counts[i] += other._counts[i];
    }
}
