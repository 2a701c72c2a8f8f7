using Fuse3D.Vision.Data;
using Fuse3D.Vision.Data.Pictures;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Models.Yolos;
using Fuse3D.Vision.Tests.Golden;

namespace Fuse3D.Vision.Tests.Data.Pictures;

public class PictureAugmentationTests
{
    [Theory]
    [InlineData(640, 480, 512), InlineData(480, 640, 800), InlineData(730, 530, 800), InlineData(100, 90, 512), InlineData(2000, 120, 800)]
    public void Draw_AnyPicture_StaysWithinThePublishedSizes(int width, int height, int evaluationSide)
    {
        (int smallest, int largest) = evaluationSide == 512 ? (256, 608) : (480, 800);
        var seen = new HashSet<(bool, bool)>();
        for (ulong seed = 0; seed < 300; seed++)
        {
            PictureAugmentation drawn = PictureAugmentation.Draw(new SeededRandom(seed), new PictureSize(height, width), evaluationSide);
            seen.Add((drawn.Mirror, drawn.Crop is null));
            Assert.InRange(drawn.Resize.Size, smallest, largest);
            Assert.Equal(0, drawn.Resize.Size % 16);
            Assert.Equal(largest * 1333 / 800, drawn.Resize.MaxSize);
            if (drawn.Crop is not PictureCrop crop)
                continue;
            (int wide, int high) = crop.Resize.Apply(width, height);
            Assert.Contains(crop.Resize.Size, (int[])[400, 500, 600]);
            Assert.InRange(crop.Width, Math.Min(384, wide), Math.Min(600, wide));
            Assert.InRange(crop.Height, Math.Min(384, high), Math.Min(600, high));
            Assert.InRange(crop.Left, 0, wide - crop.Width);
            Assert.InRange(crop.Top, 0, high - crop.Height);
        }

        Assert.Equal(4, seen.Count);
    }

    [Fact]
    public void Apply_ARedRectangle_TheBoxFollowsIt()
    {
        var box = new PictureBox(120, 70, 300, 260);
        Picture picture = Painted(500, 400, box);
        var stored = new PictureSize(400, 500);
        int cut = 0;
        for (ulong seed = 0; seed < 24; seed++)
        {
            PictureAugmentation drawn = PictureAugmentation.Draw(new SeededRandom(seed), stored, 512);
            Picture augmented = drawn.Apply(picture);
            (int Left, int Top, int Right, int Bottom)? red = Red(augmented);
            PictureTarget? target = drawn.Apply(3, box, stored);
            Assert.Equal(red is null, target is null);
            if (red is not { } found || target is null)
                continue;
            cut += drawn.Crop is null ? 0 : 1;
            (double left, double right) = ((target.CentreX - target.Width / 2) * augmented.Width, (target.CentreX + target.Width / 2) * augmented.Width);
            (double top, double bottom) = ((target.CentreY - target.Height / 2) * augmented.Height, (target.CentreY + target.Height / 2) * augmented.Height);
            Assert.True(Math.Abs(left - found.Left) < 1.5 && Math.Abs(right - found.Right) < 1.5
                && Math.Abs(top - found.Top) < 1.5 && Math.Abs(bottom - found.Bottom) < 1.5,
                $"seed {seed}: {drawn}: red {found}, box {left:0.0} {top:0.0} {right:0.0} {bottom:0.0}");
        }

        Assert.True(cut > 5);
    }

    [Fact]
    public void Apply_BoxOutsideTheCrop_IsDropped()
    {
        var crop = new PictureCrop(new ResizeRule(400, 4000), Left: 0, Top: 0, Width: 384, Height: 384);
        var drawn = new PictureAugmentation(false, crop, ResizeRule.For(512));
        Assert.Null(drawn.Apply(0, new PictureBox(700, 100, 780, 200), new PictureSize(400, 800)));
        Assert.NotNull((drawn with { Mirror = true }).Apply(0, new PictureBox(700, 100, 780, 200), new PictureSize(400, 800)));
    }

    [Fact]
    public void Draw_FromManyThreads_GivesTheSameBits()
    {
        using var root = new ScratchFolder();
        CocoFixture.Write(root, "train2017");
        IPictureDataset data = DatasetFactory.OpenPictures("coco", root.Path, "train");
        PictureDraw[] draws = [.. Enumerable.Range(0, 12).Select(i => new PictureDraw(new ViewInput(null, 512), (ulong)i) { Augment = true })];
        PictureSample[] alone = [.. draws.Select((d, i) => data.Draw(data.Ids[i % 3], d))];
        var together = new PictureSample[draws.Length];
        Parallel.For(0, draws.Length, new ParallelOptions { MaxDegreeOfParallelism = 6 }, i => together[i] = data.Draw(data.Ids[i % 3], draws[i]));
        for (int i = 0; i < draws.Length; i++)
        {
            Assert.Equal(alone[i].Planes, together[i].Planes);
            Assert.Equal(alone[i].Targets, together[i].Targets);
            Assert.Equal(alone[i].Truth, together[i].Truth);
        }
    }

    [SkippableTheory, Trait("Category", "Golden")]
    [MemberData(nameof(GoldenCases.Of), "yolos_preprocess", MemberType = typeof(GoldenCases))]
    public void Draw_GoldenBoxes_MatchReference(string name)
    {
        using SafetensorsFile golden = SafetensorsFile.Open(GoldenCases.PathOf(name));
        Skip.IfNot(golden.TryGet("target_boxes_xyxy", out _), $"{name} holds no boxes");
        SafetensorsEntry image = golden["image_u8"];
        float[] boxes = golden.ReadAs<float>("target_boxes_xyxy");
        using var root = new ScratchFolder();
        CocoFixture.WriteOne(root, new Picture((int)image.Shape[1], (int)image.Shape[0], golden.ReadBytes("image_u8")),
            [.. boxes.Chunk(4).Select(b => (1, (double[])[b[0], b[1], b[2] - b[0], b[3] - b[1]]))]);
        PictureSample sample = DatasetFactory.OpenPictures("coco", root.Path, "train").Draw("1", new PictureDraw(new ViewInput(null, 512), 0));
        float[] actual = [.. sample.Targets.SelectMany(t => (float[])[t.CentreX, t.CentreY, t.Width, t.Height])];
        GoldenReport.Close(name, "target_boxes_cxcywh_norm", golden.ReadAs<float>("target_boxes_cxcywh_norm"), actual, 1e-6);
    }

    private static Picture Painted(int width, int height, PictureBox box)
    {
        var rgb = new byte[width * height * 3];
        for (int i = 0; i < width * height; i++)
        {
            (double x, double y) = (i % width + 0.5, i / width + 0.5);
            rgb[3 * i] = x > box.Left && x < box.Right && y > box.Top && y < box.Bottom ? (byte)255 : (byte)0;
        }

        return new Picture(width, height, rgb);
    }

    // Edges of the red part, where red is more than half.
    private static (int Left, int Top, int Right, int Bottom)? Red(Picture picture)
    {
        (int left, int top, int right, int bottom) = (int.MaxValue, int.MaxValue, -1, -1);
        for (int i = 0; i < picture.Width * picture.Height; i++)
        {
            if (picture.Rgb[3 * i] <= 127)
                continue;
            (int x, int y) = (i % picture.Width, i / picture.Width);
            (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x + 1), Math.Max(bottom, y + 1));
        }

        return right < 0 ? null : (left, top, right, bottom);
    }
}
