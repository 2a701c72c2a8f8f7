using Fuse3D.Vision.Data.Rooms.Writing;

namespace Fuse3D.Vision.Tests.Data.Rooms.Writing;

public class RoomGenerationTests
{
    private static readonly string[] All = [.. GenerationOptions.Known];

    [Fact]
    public void Run_AgainWithAnotherThreadCount_GivesTheSameBytes()
    {
        GenerationOptions options = RoomFolder.Options(All);
        using ScratchFolder first = RoomFolder.Make(options with { Threads = 1 }), second = RoomFolder.Make(options with { Threads = 3 });
        string[] hashes = RoomFolder.Hashes(first.Path);
        Assert.True(hashes.Length > 5 * 4, $"{hashes.Length} files");
        Assert.Equal(hashes, RoomFolder.Hashes(second.Path));
    }

    [Fact]
    public void Run_InterruptedAndRunAgain_EndsWithTheSameBytesAndKeepsWhatWasWhole()
    {
        GenerationOptions options = RoomFolder.Options(All) with { Threads = 1 };
        using ScratchFolder straight = RoomFolder.Make(options), halves = new();
        using var stop = new CancellationTokenSource();
        var interrupted = new BoxRoomStudio { Before = room => { if (room == 3) stop.Cancel(); } };
        Assert.Throws<OperationCanceledException>(() => RoomGeneration.Run(halves.Path, options, interrupted, stop.Token));

        // As a kill between two files would leave it.
        File.Delete(halves.At("sunrgbd/rooms/000002.json"));
        File.WriteAllText(halves.At("sunrgbd/sunrgbd_pc_bbox_votes_50k_v1_val/000002_pc.npz"), "half");
        var rest = new BoxRoomStudio();
        GenerationReport report = RoomGeneration.Run(halves.Path, options, rest);

        Assert.Equal((3, 3), (report.Made, rest.Furnished));        // the second again, the fourth and the fifth
        Assert.Equal(RoomFolder.Hashes(straight.Path), RoomFolder.Hashes(halves.Path));
    }

    [Fact]
    public void Run_MoreScenes_KeepsTheOthersAndEqualsOneRun()
    {
        GenerationOptions options = RoomFolder.Options("nyudv2");
        using ScratchFolder grown = RoomFolder.Make(options with { Scenes = 3 }), whole = RoomFolder.Make(options);
        Assert.Equal(2, RoomGeneration.Run(grown.Path, options, new BoxRoomStudio()).Made);
        Assert.Equal(RoomFolder.Hashes(whole.Path), RoomFolder.Hashes(grown.Path));
    }

    public static TheoryData<string, GenerationOptions> Others => new()
    {
        { "--seed 7, not 8", RoomFolder.Options("sunrgbd") with { Seed = 8 } },
        { "--val 2, not 1", RoomFolder.Options("sunrgbd") with { Validation = 1 } },
        { "--size 96x72, not 96x96", RoomFolder.Options("sunrgbd") with { Height = 96 } },
        { "--points 3000, not 4000", RoomFolder.Options("sunrgbd") with { Points = 4_000 } },
        { "--min-share 0.05, not 0.5", RoomFolder.Options("sunrgbd") with { Least = new(20, 0.5) } },
        { "--scenes 5; --scenes 4 is fewer", RoomFolder.Options("sunrgbd") with { Scenes = 4 } },
        { "--layout sunrgbd, not scannet", RoomFolder.Options("scannet") },
    };

    [Theory, MemberData(nameof(Others))]
    public void Run_OtherOptionsInTheSameFolder_AreNamed(string named, GenerationOptions other)
    {
        using ScratchFolder folder = RoomFolder.Make(RoomFolder.Options("sunrgbd"));
        string[] before = RoomFolder.Hashes(folder.Path);
        var refused = Assert.Throws<InvalidInputException>(() => RoomGeneration.Run(folder.Path, other, new BoxRoomStudio()));
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, RoomFolder.Hashes(folder.Path));
    }

    [Fact]
    public void Run_FolderOfSomethingElse_IsLeftAlone()
    {
        using ScratchFolder folder = new();
        folder.Write("thesis.txt", "");
        Assert.Contains("not empty", Assert.Throws<InvalidInputException>(
            () => RoomGeneration.Run(folder.Path, RoomFolder.Options("sunrgbd"), new BoxRoomStudio())).Message, StringComparison.Ordinal);
        Assert.Equal("thesis.txt", Path.GetRelativePath(folder.Path, Assert.Single(Directory.EnumerateFileSystemEntries(folder.Path))));
    }

    [Fact]
    public void Plan_EverySplitAndPlace_HasItsOwnSeed()
    {
        GenerationOptions options = new() { Scenes = 100, Validation = 40, Seed = 3 };
        PlannedRoom[] rooms = PlannedRoom.Plan(options);
        Assert.Equal(Enumerable.Range(1, 100), rooms.Select(r => r.Number));
        Assert.Equal(100, rooms.Select(r => r.Seed).Distinct().Count());
        Assert.Equal(Enumerable.Range(1, 40), rooms.Where(r => r.Split == "val").Select(r => r.Number));
        Assert.Equal(rooms[..60], PlannedRoom.Plan(options with { Scenes = 60 }));
        Assert.Empty(rooms.Select(r => r.Seed).Intersect(PlannedRoom.Plan(options with { Seed = 4 }).Select(r => r.Seed)));
        Assert.Equal(["val", "train"], PlannedRoom.Splits(rooms));
    }

    [Fact]
    public void Plan_WithTest_HoldsRoomsThatNoOtherSplitHas()
    {
        GenerationOptions options = new() { Scenes = 100, Validation = 40, Test = 20, Seed = 3 };
        PlannedRoom[] rooms = PlannedRoom.Plan(options), without = PlannedRoom.Plan(options with { Test = 0 });
        Assert.Equal(Enumerable.Range(41, 20), rooms.Where(r => r.Split == "test").Select(r => r.Number));
        Assert.Equal(100, rooms.Select(r => r.Seed).Distinct().Count());
        Assert.Equal(["val", "test", "train"], PlannedRoom.Splits(rooms));
        // Rooms of the other splits are those of a folder without a test split, under other numbers.
        Assert.Equal(without.Where(r => r.Split == "train").Take(40).Select(r => r.Seed), rooms.Where(r => r.Split == "train").Select(r => r.Seed));
    }
}
