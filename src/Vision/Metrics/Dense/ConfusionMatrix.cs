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

    /// <summary>The counts that are not 0.</summary>
    public LabelCount[] Occupied() =>
        [.. _counts.Select((pixels, i) => new LabelCount((byte)(i / classes), (byte)(i % classes), pixels)).Where(count => count.Pixels > 0)];

    /// <summary>Adds pixels of one true class that were given one class.</summary>
    public void Add(LabelCount count)
    {
        if (count.Truth >= classes || count.Predicted >= classes)
            throw new ArgumentException($"classes {count.Truth} and {count.Predicted} are not below {classes}", nameof(count));
        _counts[count.Truth * classes + count.Predicted] += count.Pixels;
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

/// <summary>How many pixels of a true class were given a class.</summary>
public readonly record struct LabelCount(byte Truth, byte Predicted, long Pixels);
