using System.Globalization;
using Fuse3D.Vision.Data.Checks;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Data.Pictures;

/// <summary>Checks a data set in COCO's layout: every annotation file, and every picture that one lists.</summary>
internal sealed class CocoCheck : IDatasetCheck
{
    private const int PicturesPerPart = 200;
    private const string Folder = "annotations", Start = "instances_";

    public string Layout => "coco";

    public bool Recognises(string root) => AnnotationPaths(root).Length > 0;

    public IReadOnlyList<CheckPart> Parts(string root, DatasetOptions options) =>
        [.. AnnotationPaths(root).SelectMany(path => Parts(root, path))];

    private static string[] AnnotationPaths(string root)
    {
        string folder = Path.Combine(root, Folder);
        return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, $"{Start}*.json").Order(StringComparer.Ordinal)] : [];
    }

    // The file is large, so it is read once, here; what is wrong with it is told by its part.
    private static IEnumerable<CheckPart> Parts(string root, string path)
    {
        List<string> faults = [];
        CocoAnnotations? annotations = null;
        string? pictures = null;
        try
        {
            annotations = CocoAnnotations.Read(path, faults.Add);
            pictures = CocoFiles.Find(root, Path.GetFileNameWithoutExtension(path)[Start.Length..]).Pictures;
        }
        catch (InvalidInputException e)
        {
            faults.Add(e.Message);
        }

        string name = Path.GetFileName(path);
        IEnumerable<CheckPart> parts = [new CheckPart(name, notes => LookAtFile(path, annotations, faults, notes))];
        return annotations is null || pictures is null
            ? parts
            : parts.Concat(annotations.Pictures.Values.Chunk(PicturesPerPart).Select((some, i) => new CheckPart(
                $"{name}: pictures from {i * PicturesPerPart}", notes => Array.ForEach(some, p => LookAtPicture(pictures, path, p, notes)))));
    }

    private static void LookAtFile(string path, CocoAnnotations? annotations, List<string> faults, CheckNotes notes)
    {
        _ = notes.Has(path);
        faults.ForEach(fault => notes.Problem(path, fault));
        if (annotations is null)
            return;
        string name = Path.GetFileName(path);
        notes.Count("pictures", name, annotations.Pictures.Count);
        notes.Count("categories", name, annotations.Categories.Count);
        foreach (IGrouping<long, CocoObject> category in annotations.Pictures.Values.SelectMany(p => p.Objects).GroupBy(o => o.Category))
            notes.Count($"objects in {name}", annotations.Categories[category.Key], category.Count());
    }

    private static void LookAtPicture(string folder, string path, CocoPicture entry, CheckNotes notes)
    {
        string file = Path.Combine(folder, entry.FileName);
        if (notes.Read(file, f => PictureFile.Read(f)) is not { } picture)
            return;
        if ((entry.Width, entry.Height) is ( > 0, > 0) && (entry.Width, entry.Height) != (picture.Width, picture.Height))
            notes.Problem(file, $"{picture.Width} x {picture.Height} pixels; {Path.GetFileName(path)} says {entry.Width} x {entry.Height}");
        foreach (CocoObject o in entry.Objects)
            LookAtBox(o, entry, picture, path, notes);
    }

    private static void LookAtBox(CocoObject o, CocoPicture entry, Picture picture, string path, CheckNotes notes)
    {
        if (o.Crowd)
            notes.Count("objects", "crowds");
        else if (o.Box.Right == o.Box.Left || o.Box.Bottom == o.Box.Top)
            notes.Count("objects", "without extent, left out");
        else if (PictureAugmentation.Target(0, o.Box, picture.Width, picture.Height) is null)
            notes.Problem(path, string.Create(CultureInfo.InvariantCulture,
                $"annotation {o.Id}: box {o.Box.Left}, {o.Box.Top} to {o.Box.Right}, {o.Box.Bottom} is no part of picture {entry.FileName}"));
    }
}
