using Fuse3D.Bench.Kernels;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Models.GroupFree;
using Fuse3D.Vision.Training.Losses;
using static TorchSharp.torch;

namespace Fuse3D.Bench.Training;

/// <summary>A batch of made-up rooms with objects in them, of the published sizes.</summary>
internal sealed class TrainingInput : IDisposable
{
    private const int Points = 20_000, Objects = 10, Width = 730, Height = 530;

    private readonly PointProjection _projection =
        new(new Camera(520, 520, 365, 265, Width, Height), Transform3D.CameraFromUpright, new PatchGrid(Width, Height));

    public TrainingInput(int batch, GroupFreeConfig config)
    {
        float[][] clouds = [.. Enumerable.Range(0, batch).Select(b => RoomScan.Points(Points, seed: b + 1))];
        Clouds = tensor(clouds.SelectMany(cloud => cloud).ToArray(), [batch, Points, 3]);
        Views = rand([batch, 1, 3, Height, Width]);
        Targets = DetectionTargets.From([.. clouds.Select((cloud, b) => Boxes(cloud, config, new Random(b)))]);
        PictureTarget[][] views = [[new(0, .3f, .4f, .2f, .3f), new(2, .7f, .6f, .4f, .3f), new(5, .5f, .5f, .1f, .3f)]];
        ViewTargets = [.. Enumerable.Repeat(views, batch)];
    }

    /// <summary>[B, N, 3]</summary>
    public Tensor Clouds { get; }

    /// <summary>[B, 1, 3, H, W]</summary>
    public Tensor Views { get; }

    public DetectionTargets Targets { get; }

    public IReadOnlyList<IReadOnlyList<IReadOnlyList<PictureTarget>>> ViewTargets { get; }

    /// <summary>[B, P, 3] seeds to the patch that each falls on, [B, 1, P].</summary>
    public Tensor Project(Tensor seedXyz)
    {
        IEnumerable<long> patches = Enumerable.Range(0, (int)seedXyz.shape[0])
            .SelectMany(b => PatchMap.Project(seedXyz.select(0, b).contiguous(), [_projection]).Patches.Select(patch => (long)patch));
        return tensor(patches.ToArray(), [seedXyz.shape[0], 1, seedXyz.shape[1]]);
    }

    public void Dispose()
    {
        Clouds.Dispose();
        Views.Dispose();
        Targets.Dispose();
    }

    // Cubes of a metre around points of the cloud.
    private static BoxTargets Boxes(float[] cloud, GroupFreeConfig config, Random random)
    {
        const int slots = BoxTargets.Slots;
        float[] centres = new float[3 * slots], sizes = new float[3 * slots], mask = new float[slots];
        Array.Fill(centres, BoxTargets.EmptyCentre);
        for (int i = 0; i < Objects; i++)
        {
            cloud.AsSpan(3 * random.Next(Points), 3).CopyTo(centres.AsSpan(3 * i));
            sizes.AsSpan(3 * i, 3).Fill(1);
            mask[i] = 1;
        }

        long[] owner = [.. Enumerable.Range(0, Points).Select(point => (long)Enumerable.Range(0, Objects).FirstOrDefault(
            i => Enumerable.Range(0, 3).All(axis => Math.Abs(cloud[3 * point + axis] - centres[3 * i + axis]) < .5f), -1))];
        return new()
        {
            CenterLabel = centres,
            SizeGts = sizes,
            BoxMask = mask,
            HeadingClass = new long[slots],
            HeadingResidual = new float[slots],
            SizeClass = new long[slots],
            SizeResidual = new float[3 * slots],
            SemanticClass = [.. Enumerable.Range(0, slots).Select(i => (long)(i % config.Classes))],
            PointInstance = owner,
            PointObjectMask = [.. owner.Select(slot => slot < 0 ? 0L : 1L)],
        };
    }
}
