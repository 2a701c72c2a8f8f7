using Fuse3D.Vision.Data;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Models.Yolos;
using Fuse3D.Vision.Tests.Data.Pictures;
using Fuse3D.Vision.Tests.Formats;

namespace Fuse3D.Vision.Tests.Data;

public class ViewInputTests
{
    private static readonly Normalization Bgr = Normalization.ImageNet with { Order = ChannelOrder.Bgr };

    [Theory]
    [InlineData(true), InlineData(false)]
    public void Make_ForBgr_IsRgbOfTheSwappedPicture(bool stretched)
    {
        var rgb = new ViewInput(stretched ? new PictureSize(48, 64) : null, ShortSide: 32);
        Picture picture = TestPictures.Noise(71, 53, seed: 1);
        float[] expected = rgb.Make([Swapped(picture)]).Planes, actual = (rgb with { Colours = Bgr }).Make([picture]).Planes;
        Assert.Equal(expected, actual);
        Assert.NotEqual(rgb.Make([picture]).Planes, actual);
    }

    [Fact]
    public void Undo_BgrPlanes_GivesThePictureBack()
    {
        Picture picture = TestPictures.Noise(9, 7, seed: 2);
        Assert.Equal(picture.Rgb, Bgr.Undo(Bgr.Apply(picture), picture.Width, picture.Height).Rgb);
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public void Draw_ForBgr_DiffersInTheOrderOfChannelsAlone(bool augment)
    {
        using var root = new ScratchFolder();
        CocoFixture.Write(root, "train2017");
        IPictureDataset data = DatasetFactory.OpenPictures("coco", root.Path, "train");
        var draw = new PictureDraw(new ViewInput(null, 256), Seed: 3) { Augment = augment };
        PictureSample rgb = data.Draw(data.Ids[0], draw), bgr = data.Draw(data.Ids[0], draw with { View = draw.View with { Colours = Bgr } });
        Assert.Equal(Normalization.ImageNet.Undo(rgb.Planes, rgb.Size.Width, rgb.Size.Height).Rgb, Bgr.Undo(bgr.Planes, bgr.Size.Width, bgr.Size.Height).Rgb);
        Assert.Equal(rgb.Targets, bgr.Targets);
        Assert.NotEqual(rgb.Planes, bgr.Planes);
    }

    private static Picture Swapped(Picture picture) =>
        new(picture.Width, picture.Height, [.. picture.Rgb.Chunk(3).SelectMany(pixel => pixel.Reverse())]);
}
