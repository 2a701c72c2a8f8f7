using Fuse3D.Vision.Data;
using Fuse3D.Vision.Models.GroupFree;
using Fuse3D.Vision.Tests.Models;
using Fuse3D.Vision.Training.Losses;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Training;

/// <summary>Two rooms of three boxes each with their targets, for the networks of <see cref="SmallModel"/>.</summary>
internal static class SmallBatch
{
    public const int Scenes = 2;

    private const int Points = 3000;

    /// <summary>Fewer points than published in every stage, so that a step takes milliseconds.</summary>
    public static GroupFreeConfig Config { get; } = SmallModel.Points with { StagePoints = [256, 128, 64, 32] };

    // Centre and full size of each object, metres.
    private static readonly float[][] Objects = [[.8f, .8f, .5f, .9f, .8f, 1], [2.5f, 1, .5f, 1, 1.2f, .9f], [3, 2.4f, 1, .7f, .6f, 1.5f]];

    /// <returns>[2, 3000, 3]</returns>
    public static Tensor Clouds() => tensor((float[])[.. SmallModel.Cloud(Points, seed: 1), .. SmallModel.Cloud(Points, seed: 2)], [Scenes, Points, 3]);

    public static DetectionTargets Targets(GroupFreeConfig config) =>
        DetectionTargets.From([.. Enumerable.Range(1, Scenes).Select(seed => Targets(SmallModel.Cloud(Points, seed: seed), config))]);

    /// <returns>[2, 3, H, W]</returns>
    public static Tensor Pictures() =>
        tensor(SmallModel.Views(Scenes, SmallModel.Picture), [Scenes, 3, SmallModel.Picture.Height, SmallModel.Picture.Width]);

    public static IReadOnlyList<IReadOnlyList<PictureTarget>> PictureTargets { get; } =
    [
        [new(0, .3f, .4f, .2f, .3f), new(2, .7f, .6f, .4f, .3f)],
        [new(1, .5f, .5f, .6f, .4f)],
    ];

    /// <summary>Every third seed falls beside the picture, the others on patches in turn: [B, P, 3] to [B, 1, P].</summary>
    public static Tensor Patches(Tensor seedXyz)
    {
        long seeds = seedXyz.shape[1], patches = SmallModel.Picture.Patches;
        long[] patchOf = [.. Enumerable.Range(0, (int)seeds).Select(seed => seed % 3 == 0 ? -1 : seed % patches)];
        return tensor(patchOf).reshape(1, 1, seeds).expand(seedXyz.shape[0], 1, seeds).contiguous();
    }

    private static BoxTargets Targets(float[] cloud, GroupFreeConfig config)
    {
        const int slots = BoxTargets.Slots;
        float[] Padded(int width, float padding, Func<int, float[]> of) =>
            [.. Objects.SelectMany((_, i) => of(i)), .. Enumerable.Repeat(padding, width * (slots - Objects.Length))];
        long[] Classes(int count) => [.. Enumerable.Range(0, slots).Select(slot => slot < Objects.Length ? slot % count : 0L)];
        long[] owner = [.. Enumerable.Range(0, Points).Select(i => (long)Array.FindIndex(Objects, item => Holds(item, cloud.AsSpan(3 * i, 3))))];
        long[] sizeClass = Classes(config.SizeClusters);
        return new()
        {
            CenterLabel = Padded(3, BoxTargets.EmptyCentre, i => Objects[i][..3]),
            SizeGts = Padded(3, 0, i => Objects[i][3..]),
            SizeClass = sizeClass,
            SizeResidual = Padded(3, 0, i => [.. Enumerable.Range(0, 3).Select(axis => Objects[i][3 + axis] - config.MeanSizes[(int)sizeClass[i] * 3 + axis])]),
            HeadingClass = Classes(config.HeadingBins),
            HeadingResidual = Padded(1, 0, i => [.1f * (i - 1)]),
            SemanticClass = Classes(config.Classes),
            BoxMask = Padded(1, 0, _ => [1]),
            PointInstance = owner,
            PointObjectMask = [.. owner.Select(slot => slot < 0 ? 0L : 1L)],
        };
    }

    private static bool Holds(float[] item, ReadOnlySpan<float> point)
    {
        for (int axis = 0; axis < 3; axis++)
        {
            if (MathF.Abs(point[axis] - item[axis]) > item[3 + axis] / 2)
                return false;
        }

        return true;
    }
}
