using static TorchSharp.torch;

namespace Fuse3D.Vision.Training.Tasks.Dense;

/// <summary>Pictures of several samples as tensors.</summary>
internal static class DenseBatch
{
    /// <param name="samples">each with one [3, height, width] of every modality</param>
    /// <returns>M of [B, 3, height, width]</returns>
    public static Tensor[] Pictures(IReadOnlyList<IReadOnlyList<float[]>> samples, int height, int width, Device device) =>
        [.. Enumerable.Range(0, samples[0].Count).Select(m => Planes([.. samples.Select(sample => sample[m])], height, width, device))];

    /// <param name="planes">of each sample [3, height, width]</param>
    /// <returns>[B, 3, height, width]</returns>
    public static Tensor Planes(IReadOnlyList<float[]> planes, int height, int width, Device device)
    {
        using var scope = NewDisposeScope();
        return stack([.. planes.Select(one => tensor(one, [3, height, width]))]).to(device).MoveToOuterDisposeScope();
    }

    /// <param name="labels">of each sample [height, width]</param>
    /// <returns>[B, height, width] int64</returns>
    public static Tensor Labels(IReadOnlyList<byte[]> labels, int height, int width, Device device)
    {
        using var scope = NewDisposeScope();
        return stack([.. labels.Select(one => tensor(Array.ConvertAll(one, label => (long)label), [height, width]))]).to(device).MoveToOuterDisposeScope();
    }

    /// <exception cref="InvalidInputException">samples of different sizes cannot be learnt together</exception>
    public static (int Height, int Width) Size<T>(IReadOnlyList<T> batch, Func<T, (string Id, int Height, int Width)> size)
    {
        var (first, height, width) = size(batch[0]);
        foreach (var (id, ownHeight, ownWidth) in batch.Select(size))
        {
            if ((ownHeight, ownWidth) != (height, width))
                throw new InvalidInputException($"{id} has {ownWidth} x {ownHeight} pixels, {first} has {width} x {height}; samples of a batch must have one size: data.augment, or train.batch 1", "data");
        }

        return (height, width);
    }
}
