using System.Globalization;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Data.Rooms.Writing;
using Fuse3D.Vision.Data.SunRgbd;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Metrics.Running;

namespace Fuse3D.Cli.Demonstration;

/// <summary>Rooms that no shipped network has seen, on disk as a validation split in SUN RGB-D's layout.</summary>
internal sealed class DemoRooms
{
    /// <summary>Networks learn from other seeds.</summary>
    public const ulong Seed = 20;

    private readonly IDetectionDataset _data;
    private readonly SunRgbdFolder _frames;

    private DemoRooms(string root)
    {
        _data = DatasetFactory.Open("sunrgbd_prepared", root, "val", new());
        _frames = new(Path.Combine(root, "sunrgbd_pc_bbox_votes_50k_v1_val"));
    }

    public IReadOnlyList<string> Ids => _data.Ids;

    /// <summary>Makes the rooms; those of an earlier call are taken as they are.</summary>
    /// <returns>their folder</returns>
    public static string Make(DirectoryInfo folder, int count, CancellationToken cancel)
    {
        string root = Path.Combine(folder.FullName, "rooms", count.ToString(CultureInfo.InvariantCulture));
        RoomGeneration.Run(root, new GenerationOptions { Scenes = count, Validation = count, Seed = Seed, Points = 20_000 }, cancel);
        return root;
    }

    public static DemoRooms Open(string root) => new(root);

    /// <summary>A room's points as evaluation draws them, and its picture as a camera gives it.</summary>
    public (DetectionSample Sample, RgbdFrame Frame) Read(string id, RunConfig config)
    {
        DetectionSample sample = _data.Draw(id, ConfiguredRun.Draw(config));
        return (sample, _frames.Read(id) with { Cloud = new PointCloud(sample.Points, null) });
    }
}
