using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Models.Yolos;

namespace Fuse3D.Vision.Data.SunRgbd;

/// <summary>SUN RGB-D for training and evaluation, from any of its layouts.</summary>
/// <remarks>The draw follows Group-Free's sunrgbd_detection_dataset.py; what it does in place there is done on copies here.</remarks>
internal sealed class SunRgbdDataset : IDetectionDataset
{
    private const float MeanColour = 0.5f;
    private readonly ISunRgbdSource _source;
    private readonly bool _projectPictureBoxes;

    /// <param name="source">not owned</param>
    public SunRgbdDataset(ISunRgbdSource source, DatasetOptions options)
    {
        _source = source;
        _projectPictureBoxes = options.ProjectPictureBoxes;
        Ids = options.SkipEmpty ? [.. source.Ids.AsParallel().AsOrdered().Where(HasObjects)] : source.Ids;
        bool HasObjects(string id) => source.Read(id).Objects.Count > 0;
    }

    public string Name => Classes.Name;

    public ObjectClasses Classes => ObjectClasses.SunRgbd;

    public IReadOnlyList<string> Ids { get; }

    public DetectionSample Draw(string id, SampleDraw draw)
    {
        SunRgbdScene scene = _source.Read(id);
        SeededRandom random = SeededRandom.For(id, draw.Seed);
        SunRgbdAugmentation augmentation = draw.Augment ? SunRgbdAugmentation.Draw(random.NextDouble) : SunRgbdAugmentation.None;
        int[] chosen = PointSampling.Draw(scene.Cloud.Count, draw.Points, random);
        TruthBox[] truth = Truth(scene, augmentation);
        return new DetectionSample
        {
            Id = id,
            Points = Points(scene.Cloud, chosen, augmentation, draw, random),
            PointCount = chosen.Length,
            Targets = BoxTargets.Of(Classes, truth, Instances(scene, chosen)),
            Truth = truth,
            Views = draw.Views > 0 ? [View(id, scene, augmentation, draw)] : [],
        };
    }

    /// <summary>The scene's objects as training sees them.</summary>
    internal static TruthBox[] Truth(SunRgbdScene scene, SunRgbdAugmentation augmentation) =>
        [.. scene.Objects.Take(BoxTargets.Slots).Select(
            o => TruthBox.TurnedTwice(ObjectClasses.SunRgbd.IndexOf(o.Label), augmentation.Apply(o.Box)))];

    /// <summary>The chosen points with their features.</summary>
    /// <param name="random">for the colours' jitter</param>
    /// <returns>[chosen, 3 + F]</returns>
    internal static float[] Points(
        PointCloud cloud, ReadOnlySpan<int> chosen, SunRgbdAugmentation augmentation, SampleDraw draw, SeededRandom random)
    {
        PointCloud points = cloud.Select(chosen);
        float[] xyz = augmentation.AugmentedFromScene().Apply(points.Positions);
        float[]? colours = draw.UseColour ? Colours(points, draw.Augment, random) : null;
        float[]? heights = draw.UseHeight ? PointSampling.Heights(cloud.Positions) : null;
        int width = 3 + draw.Features;
        var rows = new float[points.Count * width];
        for (int i = 0; i < points.Count; i++)
        {
            Span<float> row = rows.AsSpan(i * width, width);
            xyz.AsSpan(3 * i, 3).CopyTo(row);
            colours?.AsSpan(3 * i, 3).CopyTo(row[3..]);
            if (heights is not null)
                row[^1] = (float)(heights[chosen[i]] * augmentation.Scale);
        }

        return rows;
    }

    // [N, 3] in -0.5..0.5
    private static float[] Colours(PointCloud points, bool augment, SeededRandom random)
    {
        if (points.Colours is not { } colours)
            throw new InvalidInputException("colours are wanted, and the points of this data set have none", "data.colour");
        if (augment)
            ColourJitter.Apply(colours, random.NextDouble);
        for (int i = 0; i < colours.Length; i++)
            colours[i] -= MeanColour;
        return colours;
    }

    // Which object a point belongs to does not change with the augmentation.
    private static long[] Instances(SunRgbdScene scene, int[] chosen)
    {
        int[] instances = scene.Instances ?? PointInstances.Of(scene.Cloud.Positions, scene.Objects);
        return Array.ConvertAll(chosen, i => (long)instances[i]);
    }

    private SampleView View(string id, SunRgbdScene scene, SunRgbdAugmentation augmentation, SampleDraw draw)
    {
        if (draw.View is not { } input)
            throw new ArgumentException("views are wanted and their size is not given", nameof(draw));
        FrameView view = _source.ReadView(id);
        (float[] planes, PictureSize size) = input.Make([view.Picture]);
        return new SampleView(
            view.Id, planes, size, view.Camera.Resized(size.Width, size.Height),
            view.CameraFromPoints.After(augmentation.AugmentedFromScene().Inverse()), Targets(id, scene, view));
    }

    private List<PictureTarget> Targets(string id, SunRgbdScene scene, FrameView view)
    {
        IReadOnlyList<BoxOutline?> outlines = _projectPictureBoxes
            ? [.. scene.Objects.Select(o => BoxOutline.Of(o.Box, view.CameraFromPoints, view.Camera))]
            : [.. _source.ReadObjects(id).Select(o => o.InPicture is { } b ? new BoxOutline(b.Left, b.Top, b.Right, b.Bottom) : default(BoxOutline?))];
        List<PictureTarget> targets = [];
        for (int i = 0; i < Math.Min(outlines.Count, BoxTargets.Slots); i++)
        {
            int classId = Classes.IndexOf(scene.Objects[i].Label);
            if (outlines[i] is { } outline
                && PictureTarget.Of(classId, outline, view.Picture.Width, view.Picture.Height) is { } target)
                targets.Add(target);
        }

        return targets;
    }
}
