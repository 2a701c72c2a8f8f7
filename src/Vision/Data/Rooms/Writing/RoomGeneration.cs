using System.Runtime.ExceptionServices;
using Fuse3D.Vision.Data.Rooms.Scenes;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Data.Rooms.Writing;

/// <summary>Makes data sets of generated rooms, in the layouts of published ones. What was begun is finished.</summary>
/// <remarks>
/// Files are a function of the options alone, to the byte. A room's truth is written last, and whole: rooms that have it are left as
/// they are.
/// </remarks>
public static class RoomGeneration
{
    private const int SheetRooms = 24, SheetColumns = 6;

    /// <summary>Makes what is missing of a data set.</summary>
    /// <param name="root">made where it does not exist</param>
    /// <exception cref="InvalidInputException">the folder holds something else, or was begun with other options</exception>
    /// <exception cref="OperationCanceledException">cancelled; the same call goes on</exception>
    public static GenerationReport Run(string root, GenerationOptions options, CancellationToken cancel = default) =>
        Run(root, options, Studio(options), cancel);

    /// <summary>Writes a PNG file of the first rooms side by side.</summary>
    public static void WriteSheet(string path, GenerationOptions options, CancellationToken cancel = default)
    {
        RoomStudio studio = Studio(options);
        PlannedRoom[] rooms = [.. PlannedRoom.Plan(options).Take(SheetRooms)];
        var pictures = new Picture[rooms.Length];
        Parallel.For(0, rooms.Length, new() { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancel }, i =>
            pictures[i] = studio.Look(studio.Furnish(rooms[i].Seed)).Picture);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        PictureFile.Write(path, ContactSheet.Of(pictures, SheetColumns));
    }

    internal static GenerationReport Run(string root, GenerationOptions options, IRoomStudio studio, CancellationToken cancel = default)
    {
        PlannedRoom[] rooms = PlannedRoom.Plan(options);
        Target[] targets = [.. options.Layouts.Distinct().Select(layout => Begin(root, layout, options, rooms))];
        int done = 0, made = 0, looks = 0;
        try
        {
            Parallel.ForEach(rooms, new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancel }, room =>
            {
                int taken = Make(room, [.. targets.Where(t => !File.Exists(RoomTruth.PathIn(t.Root, room)))], options, studio);
                Interlocked.Add(ref made, taken > 0 ? 1 : 0);
                options.Progress?.Invoke(new(Interlocked.Increment(ref done), rooms.Length, Interlocked.Add(ref looks, taken)));
            });
        }
        catch (AggregateException e) when (e.InnerExceptions is [InvalidInputException first, ..])
        {
            ExceptionDispatchInfo.Throw(first);
        }

        return new GenerationReport([.. targets.Select(t => t.Root)], rooms.Length, made, looks);
    }

    private static RoomStudio Studio(GenerationOptions options) => new(options.Rooms, options.Width, options.Height);

    private static Target Begin(string root, string layout, GenerationOptions options, PlannedRoom[] rooms)
    {
        string own = options.Layouts.Distinct().Count() > 1 ? Path.Combine(root, layout) : root;
        GenerationManifest.Of(layout, options).Begin(own);
        IRoomLayout writer = layout switch
        {
            "sunrgbd" => new SunRgbdRooms(own, options.Points, options.Least),
            "scannet" => new ScanNetRooms(own, options.Least),
            "nyudv2" => new NyuRooms(own),
            "taskonomy" => new TaskonomyRooms(own),
            _ => throw new InvalidInputException($"'{layout}' is no layout for generated rooms; there are {string.Join(", ", GenerationOptions.Known)}"),
        };
        writer.WriteLists(rooms);
        return new Target(own, writer);
    }

    // How many looks it took; none where all of it was there.
    private static int Make(PlannedRoom room, Target[] missing, GenerationOptions options, IRoomStudio studio)
    {
        if (missing.Length == 0)
            return 0;
        RoomScene scene = studio.Furnish(room.Seed);
        int taken = 0;
        foreach (IGrouping<bool, Target> targets in missing.GroupBy(t => t.Writer.Walks))
        {
            IReadOnlyList<RoomLook> looks = targets.Key ? studio.Walk(scene, options.Views) : [studio.Look(scene)];
            taken += looks.Count;
            foreach (Target target in targets)
                RoomTruth.Of(room, looks, target.Writer.Write(room, looks)).Write(RoomTruth.PathIn(target.Root, room));
        }

        return taken;
    }

    private sealed record Target(string Root, IRoomLayout Writer);
}
