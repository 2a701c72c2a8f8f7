using Fuse3D.Vision.Data.Rooms.Scenes;
using Fuse3D.Vision.Data.Rooms.Writing;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Tests.Data.Rooms.Writing;

/// <summary>The layouts of segmentation and translation, by what is known of the published files.</summary>
public class DenseRoomsTests
{
    [Fact]
    public void Nyu_ListedFiles_AreThereWithMasksCountedFromZero()
    {
        using ScratchFolder folder = RoomFolder.Make(RoomFolder.Options("nyudv2"));
        string val = File.ReadAllText(folder.At("val.txt"));
        Assert.Equal("rgb/000001.png\tmasks/000001.png\tdepth/000001.png\nrgb/000002.png\tmasks/000002.png\tdepth/000002.png", val);
        Assert.Equal(3, File.ReadAllLines(folder.At("train.txt")).Length);
        DepthImage mask = PictureFile.ReadDepth(folder.At("masks/000001.png"));
        Assert.Equal([0, 3, 4, 31, 34], mask.Values.Distinct().Order().Select(v => (int)v));
        RoomLook look = Look(number: 1);
        Assert.Equal(look.Seen.Nyu40.Select(c => c - 1), mask.Values.Select(v => (int)v));
        Assert.Equal(look.Sensed.Values, PictureFile.ReadDepth(folder.At("depth/000001.png")).Values);
        Assert.Equal(look.Seen.Rgb, PictureFile.Read(folder.At("rgb/000001.png")).Rgb);
    }

    [Fact]
    public void Taskonomy_EveryDomainOfEveryRoom_IsThere()
    {
        using ScratchFolder folder = RoomFolder.Make(RoomFolder.Options("taskonomy"));
        string[] lines = [.. File.ReadAllText(folder.At("train_domain.txt")).Split('\n'), .. File.ReadAllText(folder.At("val_domain.txt")).Split('\n')];
        Assert.Equal("{domain}/point_3_view_0_domain_{domain}.png", lines[0]);
        Assert.Equal(5, lines.Length);
        string[] domains = ["rgb", "normal", "reshading", "depth_euclidean", "depth_zbuffer", "principal_curvature", "edge_occlusion", "edge_texture"];
        Assert.All(lines, line => Assert.All(domains, d => Assert.Equal(
            (96, 72), Size(PictureFile.Read(folder.At(line.Replace("{domain}", d, StringComparison.Ordinal)))))));
    }

    [Fact]
    public void Taskonomy_Domains_HoldTheModalitiesInTheirUnits()
    {
        using ScratchFolder folder = RoomFolder.Make(RoomFolder.Options("taskonomy"));
        string At(string domain) => folder.At($"{domain}/point_1_view_0_domain_{domain}.png");
        RenderedView seen = Look(number: 1).Seen;
        Assert.Equal(seen.Depth.Select(d => Math.Round(d * 512)), PictureFile.ReadDepth(At("depth_zbuffer")).Values.Select(v => (double)v), (a, b) => Math.Abs(a - b) <= 1);
        Assert.Equal(seen.EuclideanDepth.Select(d => Math.Round(d * 512)), PictureFile.ReadDepth(At("depth_euclidean")).Values.Select(v => (double)v), (a, b) => Math.Abs(a - b) <= 1);
        Assert.Equal([128, 128, 255], PictureFile.Read(At("normal")).Rgb[..3]);                 // towards the camera
        Assert.Equal([190, 127, 0], PictureFile.Read(At("principal_curvature")).Rgb[..3]);      // 127 + 5 x 12.7 is cut down to even
        Assert.All(PictureFile.ReadDepth(At("reshading")).Values, v => Assert.Equal(128, v));
        Assert.All(PictureFile.ReadDepth(At("edge_occlusion")).Values, v => Assert.Equal(11_584, v));
        Assert.Equal([0, 5_678, 11_355], PictureFile.ReadDepth(At("edge_texture")).Values.Distinct().Order().Select(v => (int)v));
    }

    [Fact]
    public void Encode_NothingHit_IsTheValueForNoDepth()
    {
        byte[] png = TaskonomyDomains.Encode(new RenderedView(2, 2)).Single(d => d.Domain == "depth_zbuffer").Png;
        Assert.All(PictureFile.DecodeDepth(png, "depth").Values, v => Assert.Equal(ushort.MaxValue, v));
    }

    private static (int, int) Size(Picture picture) => (picture.Width, picture.Height);

    private static RoomLook Look(int number)
    {
        GenerationOptions options = RoomFolder.Options("nyudv2");
        var studio = new BoxRoomStudio(options.Width, options.Height);
        return studio.Look(studio.Furnish(PlannedRoom.Plan(options)[number - 1].Seed));
    }
}
