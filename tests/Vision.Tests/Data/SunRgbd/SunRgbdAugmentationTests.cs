using Fuse3D.Vision.Data;
using Fuse3D.Vision.Data.SunRgbd;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Models.Yolos;
using Fuse3D.Vision.Tests.Golden;

namespace Fuse3D.Vision.Tests.Data.SunRgbd;

public class SunRgbdAugmentationTests
{
    private static readonly SampleDraw Training = new(2_000, Seed: 3)
    {
        Augment = true,
        UseHeight = true,
        UseColour = true,
        Views = 1,
        View = new ViewInput(new PictureSize(265, 365), 265),
    };

    [SkippableFact, Trait("Category", "RealData")]
    public void Draw_SameIdAndDraw_GivesTheSameBitsOnAnyThread()
    {
        using ScratchFolder folder = PreparedFrames.Real(frames: 2);
        IDetectionDataset dataset = DatasetFactory.Open("sunrgbd_prepared", folder.Path, "train");
        DetectionSample[] samples = [.. Enumerable.Range(0, 8).AsParallel().AsOrdered().WithDegreeOfParallelism(4)
            .Select(i => dataset.Draw(dataset.Ids[i % 2], Training))];
        for (int i = 2; i < samples.Length; i++)
        {
            Assert.Equal(samples[i % 2].Points, samples[i].Points);
            Assert.Equal(samples[i % 2].Targets.PointInstance, samples[i].Targets.PointInstance);
            Assert.Equal(samples[i % 2].Views[0].Planes, samples[i].Views[0].Planes);
        }

        Assert.NotEqual(samples[0].Points, samples[1].Points);      // another frame, other numbers from the same seed
        Assert.NotEqual(samples[0].Points, dataset.Draw("000017", Training with { Seed = 4 }).Points);
    }

    [SkippableTheory, Trait("Category", "RealData"), InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public void Draw_AugmentedPointsAndBoxes_ProjectWhereTheyWere(ulong seed)
    {
        using ScratchFolder folder = PreparedFrames.Real();
        IDetectionDataset dataset = DatasetFactory.Open("sunrgbd_prepared", folder.Path, "train");
        DetectionSample sample = dataset.Draw("000017", Training with { Seed = seed, UseColour = false, UseHeight = false });
        DetectionSample plain = dataset.Draw("000017", Training with { Seed = seed, Augment = false, UseColour = false, UseHeight = false });
        Assert.Equal(ProjectedBoxes(plain), ProjectedBoxes(sample), (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.All(Pixels(sample), p => Assert.True(p.U is > -1 and < 365 && p.V is > -1 and < 265, $"{p}"));
    }

    [Theory, InlineData(false, 0.3, 1.1), InlineData(true, -0.4, 0.9)]
    public void Transform_Undone_IsTheTiltThatTokenFusionRecords(bool mirror, double angle, double scale)
    {
        double[] tilt = [0.998, 0.005, -0.063, 0.005, 0.98, 0.18, 0.063, -0.18, 0.98];
        Transform3D undone = SunRgbdGeometry.CameraFromPoints(tilt).After(new SunRgbdAugmentation(mirror, angle, scale).AugmentedFromScene().Inverse());
        Transform3D recorded = SunRgbdGeometry.CameraFromPoints(SunRgbdGeometry.AugmentTilt(tilt, mirror, angle, scale), scale);
        foreach (Point3D p in (Point3D[])[new(1, 2, 3), new(-1, 0.5, 0)])
            Assert.True((undone.Apply(p) - recorded.Apply(p)).Length < 1e-12);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Apply_Box_HoldsTheAugmentedPoints(bool mirror)
    {
        var augmentation = new SunRgbdAugmentation(mirror, 0.35, 0.9);
        var box = Box3D.FromHeading(new(0.5, 2, -0.3), new(2, 1, 0.5), 0.6);
        Box3D augmented = augmentation.Apply(box);
        Point3D[] corners = augmented.Corners();
        foreach (Point3D corner in box.Corners().Select(augmentation.AugmentedFromScene().Apply))
            Assert.Contains(corners, c => (c - corner).Length < 1e-9);
    }

    [Fact]
    public void Draw_NumbersOfTheReference_GiveItsChoices()
    {
        Queue<double> numbers = new([0.8, 0.15, 0.95]);
        SunRgbdAugmentation drawn = SunRgbdAugmentation.Draw(numbers.Dequeue);
        Assert.True(drawn.Mirror);
        Assert.Equal(0.15 * Math.PI / 3 - Math.PI / 6, drawn.Angle);
        Assert.Equal(0.95 * 0.3 + 0.85, drawn.Scale);
        Assert.Empty(numbers);
    }

    [Fact]
    public void Jitter_KnownNumbers_ChangesChannelsThenPoints()
    {
        Queue<double> numbers = new([1, 0.5, 0, 0.5, 1, 0.5, 0.5, 1, 0.31, 0.3]);
        float[] colours = [0.5f, 0.5f, 0.5f, 1, 1, 1];
        ColourJitter.Apply(colours, numbers.Dequeue);
        Assert.Equal([0.6f, 0.55f, 0.4f, 0, 0, 0], colours, (a, b) => MathF.Abs(a - b) < 1e-6f);
        Assert.Empty(numbers);
    }

    [Fact]
    public void Draw_Heights_AreScaledWithThePoints()
    {
        using ScratchFolder folder = PreparedFrames.Invented("000007");
        DetectionSample sample = DatasetFactory.Open("sunrgbd_prepared", folder.Path, "train")
            .Draw("000007", new SampleDraw(4, 5) { Augment = true, UseHeight = true });
        for (int i = 0; i < 4; i++)
            Assert.Equal(sample.Points[4 * i + 2], sample.Points[4 * i + 3], 1e-6f);      // the floor is at z = 0 here
    }

    private static double[] ProjectedBoxes(DetectionSample sample) => [.. sample.Truth.Select(t =>
        BoxOutline.Of(t.Box, sample.Views[0].CameraFromPoints, sample.Views[0].Camera)!.Value)
        .SelectMany(b => new[] { b.Left, b.Top, b.Right, b.Bottom })];

    private static IEnumerable<(double U, double V)> Pixels(DetectionSample sample)
    {
        for (int i = 0; i < sample.PointCount; i++)
        {
            Assert.True(sample.Views[0].Camera.TryProject(sample.Views[0].CameraFromPoints.Apply(
                new Point3D(sample.Points[3 * i], sample.Points[3 * i + 1], sample.Points[3 * i + 2])), out double u, out double v));
            yield return (u, v);
        }
    }
}
