using Fuse3D.Vision.Data;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Models.Yolos;
using Fuse3D.Vision.Tests.Models;

namespace Fuse3D.Vision.Tests.Training;

/// <summary>Two invented rooms of three boxes each, with one picture of noise, as a data set of scenes and as one of pictures.</summary>
internal sealed class SmallRooms : IDetectionDataset, IPictureDataset
{
    private static readonly PictureSize Picture = new(240, 320);        // 300 patches: more than one tile of the attention

    private static readonly TruthBox[] Objects =
    [
        Standing(1, new(.8, .8, .5), new(.9, .8, 1), 0.2), Standing(4, new(2.5, 1, .5), new(1, 1.2, .9), 0), Standing(7, new(3, 2.2, 1), new(.7, .6, 1.5), -0.4),
    ];

    public string Name => "rooms";

    public ObjectClasses Classes => ObjectClasses.SunRgbd;

    public IReadOnlyList<string> ClassNames => Classes.Names;

    public IReadOnlyList<string> Ids { get; } = ["1", "2"];

    public DetectionSample Draw(string id, SampleDraw draw)
    {
        int seed = id[0] - '0';
        float[] cloud = SmallModel.Cloud(draw.Points, seed: seed);
        long[] owner = [.. Enumerable.Range(0, draw.Points).Select(i => (long)Array.FindIndex(Objects, item => Holds(item.Box, cloud.AsSpan(3 * i, 3))))];
        return new()
        {
            Id = id,
            Points = cloud,
            PointCount = draw.Points,
            Targets = BoxTargets.Of(Classes, Objects, owner),
            Truth = Objects,
            Views =
            [
                new("0", SmallModel.Views(1, Picture, seed), Picture, new Camera(200, 200, 160, 120, Picture.Width, Picture.Height),
                    Transform3D.FromMatrix([1, 0, 0, -2, 0, 0, -1, 1, 0, 1, 0, 1], "pose"), Targets(seed)),
            ],
        };
    }

    public PictureSample Draw(string id, PictureDraw draw)
    {
        int seed = id[0] - '0';
        return new(id, SmallModel.Views(1, Picture, seed), Picture, Picture, Targets(seed), []);
    }

    private static PictureTarget[] Targets(int seed) => [new(1, .3f, .4f, .2f, .3f), new(3 + seed, .7f, .6f, .4f, .3f)];

    private static TruthBox Standing(int classId, Point3D centre, Point3D size, double yaw) => TruthBox.TurnedTwice(classId, new(centre, size, yaw));

    // By extents that are not turned: near enough for targets of a test.
    private static bool Holds(Box3D box, ReadOnlySpan<float> point) =>
        Math.Abs(point[0] - box.Centre.X) <= box.Size.X / 2 && Math.Abs(point[1] - box.Centre.Y) <= box.Size.Y / 2
        && Math.Abs(point[2] - box.Centre.Z) <= box.Size.Z / 2;
}
