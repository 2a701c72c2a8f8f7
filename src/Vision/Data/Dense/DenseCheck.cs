using Fuse3D.Vision.Data.Checks;

namespace Fuse3D.Vision.Data.Dense;

/// <summary>Checks a data set of segmentation or translation: every list, and every file of every frame.</summary>
/// <param name="layout">as <see cref="DenseDatasets"/> calls it</param>
/// <param name="listEnd">what follows a split's name in that of its list; null: a split is a folder</param>
/// <param name="folders">whose presence tells the layout; none: it must be named</param>
/// <param name="open">a split</param>
internal sealed class DenseCheck(string layout, string? listEnd, string[] folders, Func<string, string, IDenseSplit> open) : IDatasetCheck
{
    private const int FramesPerPart = 100;
    private static readonly string[] Splits = ["train", "val", "test"];

    public static IEnumerable<IDatasetCheck> All { get; } =
    [
        new DenseCheck("nyudv2", ".txt", ["rgb", "masks", "depth"], (root, split) => ListedSegmentation.Open(ListedSegmentation.NyuDv2, root, split)),
        new DenseCheck("sunrgbd37", ".txt", [], (root, split) => ListedSegmentation.Open(ListedSegmentation.SunRgbd37, root, split)),
        new DenseCheck("cityscapes", null, [Cityscapes.Pictures], Cityscapes.Open),
        new DenseCheck("taskonomy", TaskonomyViews.ListEnd, ["rgb"], (root, split) => new TaskonomyViews(root, split)),
    ];

    public string Layout => layout;

    public bool Recognises(string root) =>
        folders.Length > 0 && folders.All(folder => Directory.Exists(Path.Combine(root, folder))) && Present(root).Any();

    public IReadOnlyList<CheckPart> Parts(string root, DatasetOptions options)
    {
        string[] splits = [.. Present(root)];
        return splits.Length > 0
            ? [.. splits.SelectMany(split => Parts(root, split))]
            : [new CheckPart("lists", notes => notes.Problem(".", $"no {string.Join(", ", Splits.Select(PlaceOf))}"))];
    }

    private IEnumerable<string> Present(string root) =>
        Splits.Where(split => Path.Combine(root, PlaceOf(split)) is var place && (listEnd is null ? Directory.Exists(place) : File.Exists(place)));

    private string PlaceOf(string split) => listEnd is null ? $"{folders[0]}/{split}" : split + listEnd;

    private IEnumerable<CheckPart> Parts(string root, string split)
    {
        string place = PlaceOf(split);
        IDenseSplit opened;
        try
        {
            opened = open(root, split);
        }
        catch (InvalidInputException e)
        {
            return [new CheckPart(place, notes => notes.Problem(place, e.Message))];
        }

        return opened.Ids.Chunk(FramesPerPart).Select((ids, i) => new CheckPart($"{split} from {i * FramesPerPart}", notes =>
        {
            foreach (string id in ids)
                LookAt(opened, id, split, notes);
        }));
    }

    private void LookAt(IDenseSplit opened, string id, string split, CheckNotes notes)
    {
        notes.Count("frames", split);
        bool[] there = [.. opened.FilesOf(id).Select(notes.Has)];       // every missing one is told
        if (there.Contains(false))
            return;
        try
        {
            opened.Look(id, notes);
        }
        catch (InvalidInputException e)
        {
            notes.Problem(PlaceOf(split), e.Message);
        }
    }
}
