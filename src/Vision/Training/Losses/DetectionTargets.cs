using System.Runtime.InteropServices;
using Fuse3D.Vision.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Training.Losses;

/// <summary>The targets of a batch of clouds as tensors; see <see cref="BoxTargets"/> for what each says.</summary>
/// <remarks>B clouds, G slots, N points. Floats are float32, the rest int64. Belongs to who made it.</remarks>
public sealed record DetectionTargets : IDisposable
{
    /// <summary>[B, G, 3]</summary>
    public required Tensor CenterLabel { get; init; }

    /// <summary>[B, G]</summary>
    public required Tensor HeadingClass { get; init; }

    /// <summary>[B, G]</summary>
    public required Tensor HeadingResidual { get; init; }

    /// <summary>[B, G]</summary>
    public required Tensor SizeClass { get; init; }

    /// <summary>[B, G, 3]</summary>
    public required Tensor SizeResidual { get; init; }

    /// <summary>[B, G, 3]</summary>
    public required Tensor SizeGts { get; init; }

    /// <summary>[B, G]</summary>
    public required Tensor SemanticClass { get; init; }

    /// <summary>[B, G]</summary>
    public required Tensor BoxMask { get; init; }

    /// <summary>[B, N]</summary>
    public required Tensor PointObjectMask { get; init; }

    /// <summary>[B, N]</summary>
    public required Tensor PointInstance { get; init; }

    /// <summary>Copies a batch to a device.</summary>
    /// <param name="batch">with equally many points each</param>
    public static DetectionTargets From(IReadOnlyList<BoxTargets> batch, Device? device = null)
    {
        int points = batch.Count > 0 ? batch[0].PointInstance.Length : throw new ArgumentException("a batch of no samples", nameof(batch));
        Tensor Floats(string name, Func<BoxTargets, float[]> part, params long[] shape) =>
            Stack(batch, name, part, shape, ScalarType.Float32, device);
        Tensor Numbers(string name, Func<BoxTargets, long[]> part, params long[] shape) =>
            Stack(batch, name, part, shape, ScalarType.Int64, device);

        const int slots = BoxTargets.Slots;
        return new()
        {
            CenterLabel = Floats(nameof(CenterLabel), targets => targets.CenterLabel, slots, 3),
            HeadingClass = Numbers(nameof(HeadingClass), targets => targets.HeadingClass, slots),
            HeadingResidual = Floats(nameof(HeadingResidual), targets => targets.HeadingResidual, slots),
            SizeClass = Numbers(nameof(SizeClass), targets => targets.SizeClass, slots),
            SizeResidual = Floats(nameof(SizeResidual), targets => targets.SizeResidual, slots, 3),
            SizeGts = Floats(nameof(SizeGts), targets => targets.SizeGts, slots, 3),
            SemanticClass = Numbers(nameof(SemanticClass), targets => targets.SemanticClass, slots),
            BoxMask = Floats(nameof(BoxMask), targets => targets.BoxMask, slots),
            PointObjectMask = Numbers(nameof(PointObjectMask), targets => targets.PointObjectMask, points),
            PointInstance = Numbers(nameof(PointInstance), targets => targets.PointInstance, points),
        };
    }

    public void Dispose()
    {
        Tensor[] all =
        [
            CenterLabel, HeadingClass, HeadingResidual, SizeClass, SizeResidual, SizeGts, SemanticClass, BoxMask, PointObjectMask, PointInstance,
        ];
        Array.ForEach(all, tensor => tensor.Dispose());
    }

    private static Tensor Stack<T>(
        IReadOnlyList<BoxTargets> batch, string name, Func<BoxTargets, T[]> part, long[] shape, ScalarType type, Device? device)
        where T : unmanaged
    {
        long size = shape.Aggregate(1L, (product, extent) => product * extent);
        Tensor all = empty([batch.Count, .. shape], type);
        Span<T> into = MemoryMarshal.Cast<byte, T>(all.bytes);
        for (int b = 0; b < batch.Count; b++)
        {
            T[] values = part(batch[b]);
            if (values.Length != size)
                throw new InvalidInputException($"sample {b} of the batch has {values.Length} values of {name}, not {size}", name);
            values.CopyTo(into[(int)(b * size)..]);
        }

        if (device is null || device.type == DeviceType.CPU)
            return all;
        using (all)
            return all.to(device);
    }
}
