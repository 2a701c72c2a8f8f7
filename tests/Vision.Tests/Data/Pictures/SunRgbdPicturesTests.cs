using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Models.Yolos;
using Fuse3D.Vision.Tests.Data.Mmdet3d;
using Fuse3D.Vision.Tests.Data.SunRgbd;

namespace Fuse3D.Vision.Tests.Data.Pictures;

[Trait("Category", "RealData")]
public class SunRgbdPicturesTests
{
    private static readonly PictureDraw Plain = new(new ViewInput(null, 512), Seed: 0);

    [SkippableFact]
    public void Draw_RealFrame_HasItsRectangles()
    {
        using ScratchFolder folder = PreparedFrames.Real();
        PictureSample sample = DatasetFactory.OpenPictures("sunrgbd_prepared", folder.Path, "train").Draw("000017", Plain);
        Assert.Equal((new PictureSize(512, 704), new PictureSize(530, 730)), (sample.Size, sample.Stored));
        Assert.Equal([7, 0], sample.Targets.Select(t => t.Class));          // night_stand, bed; the lamp is none of the ten
        // The label file has whole pixels.
        Assert.Equal((187.00673 - 54.94983) / 730, sample.Targets[0].Width, 1.0 / 730);
        Assert.Equal((54.94983 - 0.5 + 187.00673 - 0.5) / 2 / 730, sample.Targets[0].CentreX, 1.0 / 730);
        Assert.Equal(2, sample.Truth.Count);
    }

    [SkippableFact]
    public void Draw_FromAnyLayout_IsTheSame()
    {
        using ScratchFolder prepared = PreparedFrames.Real();
        using var infos = new ScratchFolder();
        InfoFixture.WriteSunRgbd(infos, old: false);
        PictureDraw draw = Plain with { Augment = true, Seed = 4 };
        PictureSample expected = DatasetFactory.OpenPictures("sunrgbd_prepared", prepared.Path, "train").Draw("000017", draw);
        PictureSample actual = DatasetFactory.OpenPictures("sunrgbd_mmdet3d", infos.Path, "train").Draw("000017", draw);
        Assert.Equal(expected.Planes, actual.Planes);
        Assert.Equal(expected.Targets.Count, actual.Targets.Count);
        foreach ((PictureTarget a, PictureTarget b) in expected.Targets.Zip(actual.Targets))
            Assert.Equal((a.Class, a.CentreX, a.CentreY, a.Width), (b.Class, b.CentreX, b.CentreY, b.Width), new WithinAPixel());
    }

    [SkippableFact]
    public void Open_LabelsOfAConfiguration_AreTheOnesThatAreRead()
    {
        using ScratchFolder folder = PreparedFrames.Real();
        string labels = Path.Combine(folder.Path, "sunrgbd_trainval"), second = Path.Combine(labels, "label");
        Directory.CreateDirectory(second);
        IEnumerable<string[]> fields = File.ReadLines(Path.Combine(labels, "label_v1", "000017.txt")).Select(line => line.Split(' '));
        File.WriteAllLines(Path.Combine(second, "000017.txt"), fields.Select(f => string.Join(' ', [.. f[..3], "40", .. f[4..]])));     // 40 pixels wide
        Directory.Move(Path.Combine(folder.Path, "sunrgbd_pc_bbox_votes_50k_v1_train"), Path.Combine(folder.Path, "sunrgbd_pc_bbox_votes_50k_v2_train"));
        var config = new DataConfig { Layout = "sunrgbd_prepared", Labels = "v2" };
        PictureSample sample = DatasetFactory.OpenPictures(config.Layout, folder.Path, "train", config.Options).Draw("000017", Plain);
        Assert.All(sample.Targets, target => Assert.Equal(40.0 / 730, target.Width, 1e-6));
    }

    private sealed class WithinAPixel : IEqualityComparer<(int, float, float, float)>
    {
        private const double Pixel = 1.0 / 384;      // of the smallest crop

        public bool Equals((int, float, float, float) a, (int, float, float, float) b) => a.Item1 == b.Item1
            && Math.Abs(a.Item2 - b.Item2) < Pixel && Math.Abs(a.Item3 - b.Item3) < Pixel && Math.Abs(a.Item4 - b.Item4) < Pixel;

        public int GetHashCode((int, float, float, float) values) => values.Item1;
    }
}
