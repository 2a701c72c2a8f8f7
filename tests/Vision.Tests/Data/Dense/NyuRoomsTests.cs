using Fuse3D.Vision.Data.Dense;
using Fuse3D.Vision.Data.Rooms.Scenes;
using Fuse3D.Vision.Data.Rooms.Writing;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Tests.Data.Rooms.Writing;

namespace Fuse3D.Vision.Tests.Data.Dense;

/// <summary>Generated rooms come back as they were seen.</summary>
public class NyuRoomsTests
{
    [Fact]
    public void Read_GeneratedRooms_IsWhatWasSeen()
    {
        GenerationOptions options = RoomFolder.Options("nyudv2");
        using ScratchFolder folder = RoomFolder.Make(options);
        ISegmentationDataset rooms = DenseDatasets.OpenSegmentation("nyudv2", folder.Path, "val");
        Assert.Equal(["000001", "000002"], rooms.Ids);
        Assert.Equal(3, DenseDatasets.OpenSegmentation("nyudv2", folder.Path, "train").Ids.Count);
        Assert.Equal((40, "wall"), (rooms.ClassNames.Count, rooms.ClassNames[0]));
        var studio = new BoxRoomStudio(options.Width, options.Height);
        foreach (PlannedRoom room in PlannedRoom.Plan(options).Take(2))
        {
            RoomLook look = studio.Look(studio.Furnish(room.Seed));
            SegmentationSample sample = rooms.Draw(room.Id, new SegmentationDraw(Seed: 1));
            Assert.Equal(look.Seen.Nyu40.Select(c => c - 1), sample.Labels.Select(v => (int)v));
            Assert.Equal(look.Sensed.Values.Select(mm => (float)(mm * (1.0 / 5000))), sample.Planes[1][..sample.Labels.Length]);
            Assert.Equal(sample.Planes[1][..sample.Labels.Length], sample.Planes[1][^sample.Labels.Length..]);
            Assert.Equal((float)((look.Seen.Rgb[1] / 255.0 - 0.456) / 0.224), sample.Planes[0][sample.Labels.Length], 1e-6f);

            // The truth written beside: a class that no pixel shows is not there, and those that are have as many pixels.
            RoomTruth truth = RoomTruth.Read(folder.At($"rooms/{room.Id}.json"));
            var pixels = sample.Labels.GroupBy(v => v).ToDictionary(g => g.Key + 1, g => g.Count());
            Assert.Equal(truth.Objects.GroupBy(o => o.Nyu40).ToDictionary(g => g.Key, g => g.Sum(o => o.Pixels)).OrderBy(p => p.Key), pixels.OrderBy(p => p.Key));
        }
    }

    [Fact]
    public void Draw_Augmented_IsACropThatTheSeedDecides()
    {
        using ScratchFolder folder = RoomFolder.Make(RoomFolder.Options("nyudv2"));
        ISegmentationDataset rooms = DenseDatasets.OpenSegmentation("nyudv2", folder.Path, "train");
        var draw = new SegmentationDraw(Seed: 5, new CropRule());
        SegmentationSample sample = rooms.Draw(rooms.Ids[0], draw), again = rooms.Draw(rooms.Ids[0], draw), other = rooms.Draw(rooms.Ids[0], draw with { Seed = 6 });
        Assert.Equal((500, 500, 500 * 500), (sample.Height, sample.Width, sample.Labels.Length));
        Assert.Equal(sample.Planes[0], again.Planes[0]);
        Assert.Equal(sample.Labels, again.Labels);
        Assert.NotEqual(sample.Planes[0], other.Planes[0]);
        Assert.Contains(SegmentationFrame.Unlabelled, sample.Labels);       // 72 rows become 350, less than 500
        Assert.All(sample.Labels, v => Assert.True(v < 40 || v == SegmentationFrame.Unlabelled));
    }

    [Fact]
    public void Apply_SmallFrame_IsFramedByThePublishedColours()
    {
        var frame = new SegmentationFrame(
            "small",
            [new(ModalityForm.Colour, new Raster<ushort>(4, 2, 3, new ushort[24])), new(ModalityForm.Depth, new Raster<ushort>(4, 2, 1, new ushort[8]))],
            new Raster<byte>(4, 2, 1, new byte[8]));
        // Two rows and a frame of three at each end are eight; an odd side becomes six.
        var rule = new CropRule(ShortSide: 2, Side: 7);
        SegmentationSample sample = new SegmentationAugmentation(Scale: 1, Mirror: false, Top: 0, Left: 0).Apply(frame, rule).ToSample();
        Assert.Equal((6, 6), (sample.Height, sample.Width));
        Assert.Equal([(float)(123 * (1.0 / 5000)), (float)(116 * (1.0 / 5000)), (float)(103 * (1.0 / 5000))], Enumerable.Range(0, 3).Select(c => sample.Planes[1][36 * c]));
        Assert.Equal((float)((123 * (1.0 / 255) - 0.485) / 0.229), sample.Planes[0][0]);
        Assert.Equal(8, sample.Labels.Count(v => v == 0));
        Assert.Equal(3, rule.Frame(2));
        Assert.Equal(2 + 6 - 6 + 1, rule.Starts(2));
    }
}
