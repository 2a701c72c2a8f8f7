using Fuse3D.Vision.Data;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Models.Packed;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Fusion;

/// <summary>Batches of samples as the input of networks in the form that trains.</summary>
/// <remarks>B scenes, V views, N points, P seeds. All samples of a batch have equally many points and views.</remarks>
internal static class SceneTensors
{
    /// <returns>[B, N, 3 + F]</returns>
    public static Tensor Clouds(IReadOnlyList<DetectionSample> samples, Device device)
    {
        int points = samples[0].PointCount, width = samples[0].Points.Length / points;
        return TensorValues.Stack(samples.Select(sample => sample.Points), samples.Count, points, width).to(device);
    }

    /// <returns>[B, V, 3, H, W]</returns>
    /// <exception cref="InvalidInputException">scenes without a picture, or with different numbers of them</exception>
    public static Tensor Views(IReadOnlyList<DetectionSample> samples, Device device)
    {
        IReadOnlyList<SampleView> views = samples[0].Views;
        if (samples.FirstOrDefault(sample => sample.Views.Count == 0 || sample.Views.Count != views.Count) is { } odd)
            throw new InvalidInputException($"{odd.Id} has {odd.Views.Count} pictures, {samples[0].Id} {views.Count}; a fused network takes equally many of each, at least one", "views");
        IEnumerable<float[]> planes = samples.SelectMany(sample => sample.Views).Select(view => view.Planes);
        return TensorValues.Stack(planes, samples.Count, views.Count, 3, views[0].Size.Height, views[0].Size.Width).to(device);
    }

    /// <summary>The patch of each view that a seed falls on.</summary>
    /// <param name="seeds">[B, P, 3]</param>
    /// <returns>[B, V, P] int64; -1 where the view does not see the seed</returns>
    public static Tensor Patches(Tensor seeds, IReadOnlyList<DetectionSample> samples)
    {
        using Tensor xyz = seeds.cpu();
        int count = (int)xyz.shape[1], views = samples[0].Views.Count;
        List<long> patches = new(samples.Count * views * count);
        for (int scene = 0; scene < samples.Count; scene++)
        {
            using Tensor own = xyz[scene].contiguous();
            PatchMap map = PatchMap.Project(own, [.. samples[scene].Views.Select(Projection)]);
            patches.AddRange(map.Patches.Select(patch => (long)patch));
        }

        return tensor(patches.ToArray(), [samples.Count, views, count]).to(seeds.device);
    }

    /// <summary>Where points appear in a sample's picture.</summary>
    public static PointProjection Projection(SampleView view) =>
        new(view.Camera, view.CameraFromPoints, new(view.Size.Width, view.Size.Height)) { Depth = view.Depth };
}
