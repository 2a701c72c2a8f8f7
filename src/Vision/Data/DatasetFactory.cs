using Fuse3D.Vision.Data.Mmdet3d;
using Fuse3D.Vision.Data.Pictures;
using Fuse3D.Vision.Data.ScanNet;
using Fuse3D.Vision.Data.SunRgbd;

namespace Fuse3D.Vision.Data;

/// <summary>What may be chosen when a data set is opened.</summary>
public sealed record DatasetOptions
{
    /// <summary>SUN RGB-D's labels: "v1" (published numbers) or "v2".</summary>
    public string Labels { get; init; } = "v1";

    /// <summary>Leaves out scenes without an object of the classes, as VoteNet does; Group-Free keeps them.</summary>
    public bool SkipEmpty { get; init; }

    /// <summary>2D targets are the extents of the projected boxes, as TokenFusion's paper says, instead of the labelled ones.</summary>
    public bool ProjectPictureBoxes { get; init; }
}

/// <summary>Opens data sets by the name of their layout; docs/datasets.md shows each.</summary>
public static class DatasetFactory
{
    private static readonly SortedDictionary<string, Func<string, string, IScanNetSource>> ScanNetSources = new(StringComparer.Ordinal)
    {
        ["scannet_mmdet3d"] = (root, split) => new InfoScans(root, split),
        ["scannet_prepared"] = (root, split) => new PreparedScenes(root, split),
        ["scannet_raw"] = (root, split) => new RawScans(root, split),
    };

    private static readonly SortedDictionary<string, Func<string, string, string, ISunRgbdSource>> SunRgbdSources = new(StringComparer.Ordinal)
    {
        ["sunrgbd_mmdet3d"] = (root, split, _) => new InfoFrames(root, split),
        ["sunrgbd_prepared"] = (root, split, labels) => new PreparedSunRgbd(new PreparedFolder(root, labels), split),
        ["sunrgbd_raw"] = (root, split, labels) => new OfficialSunRgbd(new OfficialFolder(root), split, labels),
    };

    /// <summary>Layouts with points and boxes.</summary>
    public static IEnumerable<string> Layouts => [.. ScanNetSources.Keys, .. SunRgbdSources.Keys];

    /// <summary>Layouts with pictures and rectangles; of SUN RGB-D the points are not read.</summary>
    public static IEnumerable<string> PictureLayouts => ["coco", "coco_contiguous", .. SunRgbdSources.Keys];

    /// <param name="layout">one of <see cref="Layouts"/></param>
    /// <param name="root">the data set's folder</param>
    /// <param name="split">"train", "val", ...</param>
    /// <exception cref="InvalidInputException">unknown layout, or the folder lacks what the layout needs</exception>
    public static IDetectionDataset Open(string layout, string root, string split, DatasetOptions? options = null)
    {
        options ??= new DatasetOptions();
        if (ScanNetSources.TryGetValue(layout, out Func<string, string, IScanNetSource>? scanNet))
            return new ScanNetDataset(scanNet(Existing(root), split));
        return SunRgbdSources.TryGetValue(layout, out Func<string, string, string, ISunRgbdSource>? sunRgbd)
            ? new SunRgbdDataset(sunRgbd(Existing(root), split, options.Labels), options)
            : throw Unknown(layout, Layouts);
    }

    /// <param name="layout">one of <see cref="PictureLayouts"/></param>
    /// <inheritdoc cref="Open"/>
    public static IPictureDataset OpenPictures(string layout, string root, string split, DatasetOptions? options = null)
    {
        if (layout is "coco" or "coco_contiguous")
            return new CocoDataset(Existing(root), split, contiguous: layout == "coco_contiguous");
        return SunRgbdSources.TryGetValue(layout, out Func<string, string, string, ISunRgbdSource>? sunRgbd)
            ? new SunRgbdPictures(sunRgbd(Existing(root), split, (options ?? new DatasetOptions()).Labels))
            : throw Unknown(layout, PictureLayouts);
    }

    private static string Existing(string root) =>
        Directory.Exists(root) ? root : throw new InvalidInputException($"no folder '{root}'", "data.root");

    private static InvalidInputException Unknown(string layout, IEnumerable<string> known) =>
        new($"'{layout}' is no layout of a data set; known: {string.Join(", ", known)}", "data.layout");
}
