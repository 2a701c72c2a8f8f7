namespace Fuse3D.Vision.Data.Dense;

/// <summary>Opens data sets of segmentation and translation by the name of their layout; docs/datasets.md shows each.</summary>
public static class DenseDatasets
{
    private static readonly SortedDictionary<string, (SegmentationLayout Layout, Func<string, string, ISegmentationDataset> Open)> Segmentations = new(StringComparer.Ordinal)
    {
        ["cityscapes"] = (Cityscapes.Layout, Cityscapes.Open),
        ["nyudv2"] = (ListedSegmentation.NyuDv2, (root, split) => ListedSegmentation.Open(ListedSegmentation.NyuDv2, root, split)),
        ["sunrgbd37"] = (ListedSegmentation.SunRgbd37, (root, split) => ListedSegmentation.Open(ListedSegmentation.SunRgbd37, root, split)),
    };

    private static readonly SortedDictionary<string, Func<string, string, ITranslationDataset>> Translations = new(StringComparer.Ordinal)
    {
        ["taskonomy"] = (root, split) => new TaskonomyViews(root, split),
    };

    /// <summary>Layouts with a class for every pixel.</summary>
    public static IEnumerable<string> SegmentationLayouts => Segmentations.Keys;

    /// <summary>Layouts with a view in several domains.</summary>
    public static IEnumerable<string> TranslationLayouts => Translations.Keys;

    /// <param name="layout">one of <see cref="SegmentationLayouts"/></param>
    /// <param name="root">the data set's folder</param>
    /// <param name="split">"train", "val", ...</param>
    /// <exception cref="InvalidInputException">unknown layout, or the folder lacks what the layout needs</exception>
    public static ISegmentationDataset OpenSegmentation(string layout, string root, string split) => Opened(Known(Segmentations, layout).Open, root, split);

    /// <summary>Classes of a layout, in the order of a network's outputs.</summary>
    /// <param name="layout">one of <see cref="SegmentationLayouts"/></param>
    /// <exception cref="InvalidInputException">unknown layout</exception>
    public static IReadOnlyList<string> ClassNames(string layout) => Known(Segmentations, layout).Layout.ClassNames;

    /// <param name="layout">one of <see cref="TranslationLayouts"/></param>
    /// <inheritdoc cref="OpenSegmentation"/>
    public static ITranslationDataset OpenTranslation(string layout, string root, string split) => Opened(Known(Translations, layout), root, split);

    private static T Known<T>(SortedDictionary<string, T> known, string layout) => known.TryGetValue(layout, out T? found)
        ? found
        : throw new InvalidInputException($"'{layout}' is no layout of a data set; known: {string.Join(", ", known.Keys)}", "data.layout");

    private static T Opened<T>(Func<string, string, T> open, string root, string split) =>
        Directory.Exists(root) ? open(root, split) : throw new InvalidInputException($"no folder '{root}'", "data.root");
}
