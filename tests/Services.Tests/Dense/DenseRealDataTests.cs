using Fuse3D.Client;
using Fuse3D.Services.Image;
using Fuse3D.Services.Tests.Support;
using Fuse3D.V1;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Models.Dense;
using Fuse3D.Vision.Tests.Golden;

namespace Fuse3D.Services.Tests.Dense;

/// <summary>Real recordings through the running service: the same classes as in this process.</summary>
[Trait("Category", "RealData")]
public sealed class DenseRealDataTests : IAsyncLifetime
{
    private readonly TemporaryFolder _temporary = new();
    private string _folder = "";
    private RunningHost _host = null!;
    private DenseClient _client = null!;

    public async Task InitializeAsync()
    {
        _folder = DenseFrames.Write(_temporary, "segformer");
        _host = await RunningHost.StartAsync(args => ImageHost.Build(args), "--dense-model", _folder);
        _client = new(_host.Grpc, new() { Timeout = TimeSpan.FromSeconds(120) });
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
        _temporary.Dispose();
    }

    [SkippableFact]
    public async Task Segment_KinectFrame_IsThePredictors()
    {
        byte[] rgb = File.ReadAllBytes(RealData.PathOf("kinect2/rgb.png")), depth = File.ReadAllBytes(RealData.PathOf("kinect2/depth.png"));
        Raster<ushort> stored = RasterFile.Decode(depth, "depth");
        Raster<ushort> millimetres = new(stored.Width, stored.Height, 1, Array.ConvertAll(stored.Values, value => (ushort)Math.Round(value * (0.0001 * 1000))));

        await Same([RasterFile.Decode(rgb, "rgb"), millimetres], Frames.Modality("rgb", rgb), Frames.Modality("depth", depth, metresPerUnit: 0.0001));
        await Same([RasterFile.Decode(rgb, "rgb"), stored], Frames.Modality("rgb", rgb), Frames.Modality("depth", depth));
    }

    [SkippableFact]
    public async Task Segment_SunRgbdFrameWithDepthOfItsCloud_IsThePredictors()
    {
        byte[] jpeg = File.ReadAllBytes(RealData.PathOf("sunrgbd/000017.jpg"));
        RgbdFrame frame = FrameFolder.Open(RealData.PathOf("sunrgbd")).Read("000017");
        Raster<ushort> rgb = RasterFile.Decode(jpeg, "rgb"), depth = Rendered(frame, rgb.Width, rgb.Height);
        Assert.InRange(depth.Values.Count(value => value > 0), 20_000, 50_000);       // of 50000 points, some behind others

        await Same([rgb, depth], Frames.Modality("rgb", jpeg), Frames.Depth("depth", depth.Width, depth.Height, depth.Values));
    }

    private async Task Same(Raster<ushort>[] pictures, params ModalPicture[] modalities)
    {
        using DensePredictor predictor = DensePredictor.Load(DenseModelFolder.Open(_folder));
        SegmentationResult expected = await predictor.SegmentAsync(pictures);

        DenseReply reply = await _client.SegmentAsync(new() { Modalities = { modalities }, Options = new() { Encoding = DenseEncoding.Raw, IncludeBranches = true } });

        Assert.Equal(expected.Ensemble, reply.Ensemble.Values.Inline.ToByteArray());
        Assert.Equal(expected.Branches, reply.Branches.Select(map => map.Values.Inline.ToByteArray()));
        Assert.True(expected.Ensemble.Distinct().Count() > 1, "several classes are found");
    }

    // Millimetres of the nearest point on each pixel; 0 where none is.
    private static Raster<ushort> Rendered(RgbdFrame frame, int width, int height)
    {
        FrameView view = frame.Views[0];
        var nearest = new ushort[width * height];
        float[] points = frame.Cloud.Positions;
        for (int i = 0; i < points.Length; i += 3)
        {
            Point3D seen = view.CameraFromPoints.Apply(new Point3D(points[i], points[i + 1], points[i + 2]));
            if (!view.Camera.TryProject(seen, out double u, out double v))
                continue;
            (int x, int y, double mm) = ((int)Math.Round(u), (int)Math.Round(v), Math.Round(seen.Z * 1000));
            if (x < 0 || x >= width || y < 0 || y >= height || mm is < 1 or > ushort.MaxValue)
                continue;
            ref ushort there = ref nearest[y * width + x];
            if (there == 0 || mm < there)
                there = (ushort)mm;
        }

        return new(width, height, 1, nearest);
    }
}
