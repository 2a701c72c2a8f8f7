using System.Text.Json;
using Fuse3D.Services.Image;
using Fuse3D.Services.PointCloud;
using Fuse3D.Services.Tests.Support;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Data.ScanNet;
using Fuse3D.Vision.Tests.Golden;
using Microsoft.AspNetCore.Builder;

namespace Fuse3D.Services.Tests.Evaluation;

/// <summary><c>fuse3d eval</c> on the real ScanNet scan, and on pictures alone: in process as through a service.</summary>
[Trait("Category", "RealData")]
public sealed class OtherDataTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [SkippableFact]
    public async Task Eval_ScanNetScan_IsTheSameInProcessAndThroughThePointService()
    {
        var run = new SmallRun(_temporary, Scan(), family: "group_free", dataset: "scannet", layout: "scannet_prepared", split: "all");

        await AssertSame(run, args => PointCloudHost.Build(args), frames: 1, repeats: 2);

        Assert.True((int)run.Json("here")["heads"]![0]!["figures"]!["runs"]![0]!["truths"]!.AsArray().Sum(count => (int)count!) > 10);
    }

    [SkippableFact]
    public async Task Eval_PicturesAlone_IsTheSameInProcessAndThroughTheImageService()
    {
        var run = new SmallRun(_temporary, Pictures(), family: "yolos", layout: "coco_contiguous", split: "val");

        await AssertSame(run, args => ImageHost.Build(args), frames: 2, repeats: 1);

        Assert.Equal(2, (int)run.Json("here")["pictures"]!["pictures"]!);
        Assert.StartsWith("class,true,AP,AP50", File.ReadAllText(Path.Combine(run.Output("here"), "per_class.csv")), StringComparison.Ordinal);
    }

    private static async Task AssertSame(SmallRun run, Func<string[], WebApplication> build, int frames, int repeats)
    {
        await using RunningHost service = await RunningHost.StartAsync(build, "--model", run.Model);
        var (here, _, hereError) = await run.RunAsync("here");
        var (there, _, thereError) = await run.RunAsync("there", "--service", $"{service.Grpc}");

        Assert.True((here, there) == (0, 0), hereError + thereError);
        Assert.Equal(run.Frames("here", frames, repeats), run.Frames("there", frames, repeats));
        Assert.Equal(run.Report("here"), run.Report("there"));
    }

    // The arrays of VoteNet's preparation; which point belongs to which object plays no part in evaluation.
    private string Scan()
    {
        RgbdFrame scan = FrameFolder.Open(RealData.PathOf("scannet")).Read("scene0000_00");
        float[] rows = [.. scan.Cloud.Positions.Chunk(3).SelectMany(p => new[] { p[0], p[1], p[2], 128, 128, 128 })];
        ScanNetBox[] boxes = [.. scan.Objects!.Where(o => ObjectClasses.ScanNet.IndexOf(o.Label) >= 0)
            .Select(o => new ScanNetBox(ObjectClasses.ScanNet.IndexOf(o.Label), o.Box.Centre, o.Box.Size))];
        string root = _temporary.Add("scannet");
        Directory.CreateDirectory(Path.Combine(root, "scannet_train_detection_data"));
        ScanNetPrepared.Write(
            Path.Combine(root, "scannet_train_detection_data", "scene0000_00"), new(rows, new int[scan.Cloud.Count], new int[scan.Cloud.Count], boxes));
        return root;
    }

    // The real picture twice, its classes as categories.
    private string Pictures()
    {
        string root = _temporary.Add("coco");
        Directory.CreateDirectory(Path.Combine(root, "annotations"));
        Directory.CreateDirectory(Path.Combine(root, "val"));
        File.Copy(RealData.PathOf("sunrgbd/000017.jpg"), Path.Combine(root, "val", "a.jpg"));
        File.Copy(RealData.PathOf("sunrgbd/000017.jpg"), Path.Combine(root, "val", "b.jpg"));
        File.WriteAllText(Path.Combine(root, "annotations", "instances_val.json"), JsonSerializer.Serialize(new
        {
            images = new[] { new { id = 1, file_name = "a.jpg", width = 730, height = 530 }, new { id = 2, file_name = "b.jpg", width = 730, height = 530 } },
            categories = ObjectClasses.SunRgbd.Names.Select((name, id) => new { id, name }),
            annotations = new[]
            {
                new { id = 1, image_id = 1, category_id = 0, bbox = new[] { 186, 147, 449, 371 }, area = 166_579, iscrowd = 0 },
                new { id = 2, image_id = 2, category_id = 7, bbox = new[] { 64, 236, 117, 124 }, area = 14_508, iscrowd = 0 },
            },
        }));
        return root;
    }
}
