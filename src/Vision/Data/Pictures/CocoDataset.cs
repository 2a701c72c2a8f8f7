using System.Globalization;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Data.Pictures;

/// <summary>A data set in COCO's layout: annotations/instances_SPLIT.json and the pictures in a folder of the split's name.</summary>
public sealed class CocoDataset : IPictureDataset
{
    private const int MostIds = 100_000;
    private readonly CocoAnnotations _annotations;
    private readonly Dictionary<long, int> _classOf;
    private readonly string _pictures;

    /// <param name="split">"train", "val", with or without the year: val2017</param>
    /// <param name="contiguous">
    /// false: a class is the category's id, as published YOLOS networks have it; true: categories are numbered from 0 by their ids
    /// </param>
    public CocoDataset(string root, string split, bool contiguous)
    {
        CocoFiles files = CocoFiles.Find(root, split);
        _pictures = files.Pictures;
        _annotations = CocoAnnotations.Read(files.Annotations, fault => throw new InvalidInputException($"{files.Annotations}: {fault}"));
        Ids = [.. _annotations.Pictures.Keys.Select(id => id.ToString(CultureInfo.InvariantCulture))];
        long[] categories = [.. _annotations.Categories.Keys.Order()];
        if (!contiguous && (categories[0] < 0 || categories[^1] >= MostIds))
            throw new InvalidInputException($"{files.Annotations}: category ids from {categories[0]} to {categories[^1]}; use layout 'coco_contiguous'");
        _classOf = categories.Select((id, index) => (id, index)).ToDictionary(c => c.id, c => contiguous ? c.index : (int)c.id);
        ClassNames = contiguous
            ? [.. categories.Select(id => _annotations.Categories[id])]
            : [.. Enumerable.Range(0, (int)categories[^1] + 1).Select(id => _annotations.Categories.GetValueOrDefault(id, $"unused{id}"))];
    }

    public string Name => "coco";

    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>COCO's picture ids, ascending.</summary>
    public IReadOnlyList<string> Ids { get; }

    public PictureSample Draw(string id, PictureDraw draw)
    {
        if (!long.TryParse(id, CultureInfo.InvariantCulture, out long number)
            || !_annotations.Pictures.TryGetValue(number, out CocoPicture? entry))
            throw new InvalidInputException($"no picture '{id}' in this split");
        Picture picture = PictureFile.Read(Path.Combine(_pictures, entry.FileName));
        PictureTruth[] objects = [.. entry.Objects.Select(o => new PictureTruth(_classOf[o.Category], o.Box, o.Area, o.Crowd))];
        return PictureDrawing.Draw(id, picture, objects, draw);
    }
}

/// <summary>Where a split's files are.</summary>
/// <param name="Annotations">instances_*.json</param>
/// <param name="Pictures">folder</param>
internal sealed record CocoFiles(string Annotations, string Pictures)
{
    private const string Year = "2017";

    public static CocoFiles Find(string root, string split)
    {
        string annotations = FrameFiles.Find(root, $"annotations/instances_{split}.json", $"annotations/instances_{split}{Year}.json")
            ?? throw new InvalidInputException($"'{root}' has no annotations/instances_{split}.json, with or without the year {Year}", "data.split");
        string[] folders = [split, split + Year, $"images/{split}", $"images/{split}{Year}", "images"];
        string? pictures = folders.Select(f => Path.Combine(root, f)).FirstOrDefault(Directory.Exists);
        return new CocoFiles(annotations, pictures
            ?? throw new InvalidInputException($"'{root}' has no folder of pictures: {string.Join(", ", folders)}", "data.root"));
    }
}
