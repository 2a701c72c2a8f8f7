using Fuse3D.Vision.Data.Dense;
using Fuse3D.Vision.Data.Rooms.Scenes;
using Fuse3D.Vision.Data.Rooms.Writing;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Tests.Data.Rooms.Writing;

namespace Fuse3D.Vision.Tests.Data.Dense;

public class TaskonomyViewsTests
{
    private static readonly string[] Written =
        ["rgb", "normal", "reshading", "depth_euclidean", "depth_zbuffer", "principal_curvature", "edge_occlusion", "edge_texture"];

    [Fact]
    public void Read_GeneratedRooms_DecodesWhatTheDomainsHold()
    {
        GenerationOptions options = RoomFolder.Options("taskonomy");
        using ScratchFolder folder = RoomFolder.Make(options);
        ITranslationDataset views = DenseDatasets.OpenTranslation("taskonomy", folder.Path, "val");
        Assert.Equal(["point_1_view_0", "point_2_view_0"], views.Ids);
        Assert.Equal(10, views.Domains.Count);
        var studio = new BoxRoomStudio(options.Width, options.Height);
        RenderedView seen = studio.Look(studio.Furnish(PlannedRoom.Plan(options)[0].Seed)).Seen;

        byte[] Red(string domain) => [.. views.Read("point_1_view_0", domain).Rgb.Where((_, i) => i % 3 == 0)];
        Assert.Equal(seen.Rgb, views.Read("point_1_view_0", "rgb").Rgb);
        Assert.Equal(seen.Depth.Select(d => (int)(Math.Log(1 + Math.Round(d * 512)) * 255 / 11.1)), Red("depth_zbuffer").Select(v => (int)v), Near);
        Assert.Equal(seen.EuclideanDepth.Select(d => (int)(Math.Log(1 + Math.Round(d * 512)) * 255 / 11.1)), Red("depth_euclidean").Select(v => (int)v), Near);
        Assert.All(Red("reshading"), v => Assert.Equal(128, v));
        Assert.All(Red("edge_occlusion"), v => Assert.Equal(255, v));
        Assert.Equal(seen.TextureEdges.Select(s => s == 0 ? 0 : s == 1 ? 255 : 127), Red("edge_texture").Select(v => (int)v));
        Assert.Equal([128, 128, 255], views.Read("point_1_view_0", "normal").Rgb[..3]);
        Assert.Equal([190, 127, 0], views.Read("point_1_view_0", "principal_curvature").Rgb[..3]);

        // Depth is rounded to whole steps in single precision when it is written.
        static bool Near(int expected, int actual) => Math.Abs(expected - actual) <= 1;
    }

    [Fact]
    public void Decode_ExtremeValues_AreThePublishedOnesAndNeverStartAgain()
    {
        Assert.Equal([254, 254, 254, 0, 0, 0], Decoded("depth_zbuffer", 65_535, 0));       // log(65536) 255 / 11.1 is 254.78
        Assert.Equal([255, 255, 255, 255, 255, 255], Decoded("edge_texture", 11_355, 60_000));
        Assert.Equal([7, 7, 7, 255, 255, 255], Decoded("segment_unsup2d", 7, 255));
        Assert.Equal([5, 0, 255], TaskonomyDomain.Of("edge_texture").Decode(new(1, 1, 3, [5, 0, 255]), "f").Rgb);      // colours are shown already
        Assert.Throws<InvalidInputException>(() => TaskonomyDomain.Of("edge_texture").Decode(new(1, 1, 3, [5, 0, 256]), "f"));
        Assert.Equal("f: 256 in a picture of rgb, which has 8 bits", Assert.Throws<InvalidInputException>(() => Decoded("rgb", 256, 0)).Message);
    }

    [Fact]
    public void Draw_Augmented_TakesTheSamePlaceOfEveryDomain()
    {
        using ScratchFolder folder = RoomFolder.Make(RoomFolder.Options("taskonomy"));
        ITranslationDataset views = DenseDatasets.OpenTranslation("taskonomy", folder.Path, "train");
        var draw = new TranslationDraw(["rgb", "reshading"], "rgb", Seed: 3) { Augment = true };
        TranslationSample sample = views.Draw(views.Ids[0], draw), again = views.Draw(views.Ids[0], draw);
        Assert.Equal((256, 256, 2), (sample.Height, sample.Width, sample.Inputs.Count));
        Assert.Equal(sample.Inputs[0], sample.Target);
        Assert.Equal(sample.Target, again.Target);
        Assert.All(sample.Target, v => Assert.InRange(v, -1, 1));
        Assert.NotEqual(sample.Target, views.Draw(views.Ids[0], draw with { Seed = 4 }).Target);
        Assert.Equal((256, 341), (views.Draw(views.Ids[0], draw with { Augment = false }).Height, views.Draw(views.Ids[0], draw with { Augment = false }).Width));
    }

    [Fact]
    public void Apply_CropOnePixelTooFar_IsBlackThere()
    {
        var draw = new TranslationDraw(["rgb"], "rgb", Seed: 0);
        Picture white = new(4, 4, [.. Enumerable.Repeat((byte)255, 48)]);
        Picture far = new TranslationAugmentation(Left: 31, Top: 31, Mirror: false).Apply(white, draw);
        Assert.Equal((0, 0, 255), (far.Rgb[^1], far.Rgb[256 * 3 - 1], far.Rgb[254 * 3]));
        Picture mirrored = new TranslationAugmentation(Left: 31, Top: 0, Mirror: true).Apply(white, draw);
        Assert.Equal((0, 255), (mirrored.Rgb[0], mirrored.Rgb[3]));
        Assert.Equal(31, Enumerable.Range(0, 500).Max(seed => TranslationAugmentation.Draw(new((ulong)seed), draw).Left));
    }

    [Fact]
    public void Read_UnknownOrMissing_IsRefused()
    {
        using ScratchFolder folder = RoomFolder.Make(RoomFolder.Options("taskonomy"));
        ITranslationDataset views = DenseDatasets.OpenTranslation("taskonomy", folder.Path, "val");
        string Error(string id, string domain) => Assert.Throws<InvalidInputException>(() => views.Read(id, domain)).Message;
        Assert.StartsWith("'shade' is no domain of Taskonomy; known: rgb, normal,", Error("point_1_view_0", "shade"), StringComparison.Ordinal);
        Assert.Equal(
            "val_domain.txt, line 1: no file 'segment_unsup2d/point_1_view_0_domain_segment_unsup2d.png'", Error("point_1_view_0", "segment_unsup2d"));
        Assert.Equal("no view 'point_9_view_0' in this split of taskonomy", Error("point_9_view_0", "rgb"));
        DensePictures.Colours(folder, "normal/point_1_view_0_domain_normal.png", 8, 8);
        Assert.Equal(
            "val_domain.txt, line 1: normal/point_1_view_0_domain_normal.png has 8 x 8 pixels, rgb/point_1_view_0_domain_rgb.png has 96 x 72; they must be equal",
            Assert.Throws<InvalidInputException>(() => views.Draw("point_1_view_0", new(["rgb"], "normal", 0))).Message);
        folder.Write("val_domain.txt", "rgb/point_1.png");
        Assert.Equal(
            "val_domain.txt, line 1: 'rgb/point_1.png' has no {domain} where the domain's name belongs",
            Assert.Throws<InvalidInputException>(() => DenseDatasets.OpenTranslation("taskonomy", folder.Path, "val")).Message);
    }

    [Fact]
    public void Domains_Written_AreKnown() => Assert.All(Written, domain => Assert.Equal(domain, TaskonomyDomain.Of(domain).Name));

    private static byte[] Decoded(string domain, params ushort[] values) => TaskonomyDomain.Of(domain).Decode(new(values.Length, 1, 1, values), "f").Rgb;
}
