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
    private delegate IDetectionDataset Opener(string root, string split, DatasetOptions options);

    private static readonly SortedDictionary<string, Opener> Openers = new(StringComparer.Ordinal)
    {
        ["scannet_mmdet3d"] = (root, split, _) => new ScanNetDataset(new InfoScans(root, split)),
        ["scannet_prepared"] = (root, split, _) => new ScanNetDataset(new PreparedScenes(root, split)),
        ["scannet_raw"] = (root, split, _) => new ScanNetDataset(new RawScans(root, split)),
        ["sunrgbd_mmdet3d"] = (root, split, options) => new SunRgbdDataset(new InfoFrames(root, split), options),
        ["sunrgbd_prepared"] = (root, split, options) =>
            new SunRgbdDataset(new PreparedSunRgbd(new PreparedFolder(root, options.Labels), split), options),
        ["sunrgbd_raw"] = (root, split, options) =>
            new SunRgbdDataset(new OfficialSunRgbd(new OfficialFolder(root), split, options.Labels), options),
    };

    private static readonly SortedDictionary<string, Func<string, string, IPictureDataset>> PictureOpeners = new(StringComparer.Ordinal)
    {
        ["coco"] = (root, split) => new CocoDataset(root, split, contiguous: false),
        ["coco_contiguous"] = (root, split) => new CocoDataset(root, split, contiguous: true),
    };

    /// <summary>Layouts with points and boxes.</summary>
    public static IEnumerable<string> Layouts => Openers.Keys;

    /// <summary>Layouts with pictures alone.</summary>
    public static IEnumerable<string> PictureLayouts => PictureOpeners.Keys;

    /// <param name="layout">one of <see cref="Layouts"/></param>
    /// <param name="root">the data set's folder</param>
    /// <param name="split">"train", "val", ...</param>
    /// <exception cref="InvalidInputException">unknown layout, or the folder lacks what the layout needs</exception>
    public static IDetectionDataset Open(string layout, string root, string split, DatasetOptions? options = null) =>
        Openers.TryGetValue(layout, out Opener? open)
            ? open(Existing(root), split, options ?? new DatasetOptions())
            : throw Unknown(layout, Layouts);

    /// <param name="layout">one of <see cref="PictureLayouts"/></param>
    /// <inheritdoc cref="Open"/>
    public static IPictureDataset OpenPictures(string layout, string root, string split) =>
        PictureOpeners.TryGetValue(layout, out Func<string, string, IPictureDataset>? open)
            ? open(Existing(root), split)
            : throw Unknown(layout, PictureLayouts);

    private static string Existing(string root) =>
        Directory.Exists(root) ? root : throw new InvalidInputException($"no folder '{root}'", "data.root");

    private static InvalidInputException Unknown(string layout, IEnumerable<string> known) =>
        new($"'{layout}' is no layout of a data set; known: {string.Join(", ", known)}", "data.layout");
}
