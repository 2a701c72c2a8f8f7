using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.ScanNet;

/// <summary>ScanNet V2 with the sampling, augmentation and targets of Group-Free's loader, from any of its layouts.</summary>
/// <remarks>
/// Colours are (value - mean) / 256. Height comes after them. Views are evenly spread, or drawn at random when the points are augmented.
/// </remarks>
public sealed class ScanNetDataset : IDetectionDataset
{
    private static readonly float[] MeanColour = [109.8f, 97.2f, 83.8f];
    private readonly IScanNetSource _source;

    internal ScanNetDataset(IScanNetSource source) => (_source, Ids) = (source, source.Ids);

    public string Name => "scannet";

    public ObjectClasses Classes => ObjectClasses.ScanNet;

    public IReadOnlyList<string> Ids { get; }

    public DetectionSample Draw(string id, SampleDraw draw)
    {
        SeededRandom random = SeededRandom.For(id, draw.Seed);
        ScanNetScene scene = _source.Read(id);
        int[] chosen = PointSampling.Draw(scene.Count, draw.Points, random);
        ScanNetAugmentation augmentation = draw.Augment ? ScanNetAugmentation.Draw(random) : ScanNetAugmentation.None;
        DetectionSample sample = Make(id, scene, chosen, augmentation, draw);
        return draw.Views > 0 ? sample with { Views = DrawViews(sample, scene, augmentation, draw, random) } : sample;
    }

    /// <summary>A sample without pictures, with every random choice given.</summary>
    /// <param name="chosen">indices of points; one may repeat</param>
    internal static DetectionSample Make(
        string id, ScanNetScene scene, ReadOnlySpan<int> chosen, ScanNetAugmentation augmentation, SampleDraw draw)
    {
        ScanNetScene drawn = scene.Select(chosen);
        float[] xyz = augmentation.AugmentedFromScene().Apply(drawn.Positions());
        ScanNetBox[] boxes = [.. scene.Boxes.Take(BoxTargets.Slots).Select(augmentation.Apply)];
        TruthBox[] truth = [.. boxes.Select(b => new TruthBox(b.Class, b.Box, b.Box))];
        return new DetectionSample
        {
            Id = id,
            Points = WithFeatures(xyz, drawn, draw.UseHeight ? PointSampling.Heights(scene.Positions()) : null, chosen, draw),
            PointCount = chosen.Length,
            Targets = BoxTargets.Of(ObjectClasses.ScanNet, truth, PointSlots.Of(boxes, xyz, drawn.Semantic, drawn.Instance)),
            Truth = truth,
            Views = [],
        };
    }

    private SampleView[] DrawViews(
        DetectionSample sample, ScanNetScene scene, ScanNetAugmentation augmentation, SampleDraw draw, SeededRandom random)
    {
        ViewInput view = draw.View ?? throw new ArgumentException("views are wanted, but not in which size", nameof(draw));
        if (_source.Frames(sample.Id) is not { Count: > 0 } frames)
        {
            throw new InvalidInputException(
                $"scene {sample.Id} has no pictures with a pose (scannet_frames_25k/{sample.Id}); with views: 0 none are needed", "data.views");
        }

        int[] picked = draw.Augment
            ? [.. PointSampling.Draw(frames.Count, Math.Min(draw.Views, frames.Count), random).Order()]
            : frames.Spread(draw.Views);
        Transform3D sceneFromPoints = augmentation.AugmentedFromScene().Inverse();
        var objects = new VisibleObjects(scene.Boxes, sample);
        return [.. picked.Select(index => Make(frames.Read(index), view, sceneFromPoints, objects))];
    }

    private static SampleView Make(FrameView frame, ViewInput view, Transform3D sceneFromPoints, VisibleObjects objects)
    {
        (float[] planes, var size) = view.Make([frame.Picture]);
        Camera camera = frame.Camera.Resized(size.Width, size.Height);
        Transform3D cameraFromPoints = frame.CameraFromPoints.After(sceneFromPoints);
        return new SampleView(
            frame.Id, planes, size, camera, cameraFromPoints,
            objects.In(camera, frame.CameraFromPoints, cameraFromPoints, frame.Depth))
        { Depth = frame.Depth };
    }

    // [N, 3 + F]
    private static float[] WithFeatures(float[] xyz, ScanNetScene drawn, float[]? heights, ReadOnlySpan<int> chosen, SampleDraw draw)
    {
        if (draw.Features == 0)
            return xyz;
        int width = 3 + draw.Features;
        var rows = new float[drawn.Count * width];
        for (int i = 0; i < drawn.Count; i++)
        {
            Span<float> row = rows.AsSpan(i * width, width);
            xyz.AsSpan(3 * i, 3).CopyTo(row);
            if (heights is not null)
                row[^1] = heights[chosen[i]];
            for (int c = 0; c < 3 && draw.UseColour; c++)
                row[3 + c] = (drawn.Vertices[i * ScanNetScene.Width + 3 + c] - MeanColour[c]) / 256;
        }

        return rows;
    }
}
