namespace Fuse3D.Vision.Data.Dense;

/// <summary>Opens data sets of segmentation and translation by the name of their layout; docs/datasets.md shows each.</summary>
public static class DenseDatasets
{
    private static readonly SortedDictionary<string, Func<string, string, ISegmentationDataset>> Segmentations = new(StringComparer.Ordinal)
    {
        ["cityscapes"] = Cityscapes.Open,
        ["nyudv2"] = (root, split) => ListedSegmentation.Open(ListedSegmentation.NyuDv2, root, split),
        ["sunrgbd37"] = (root, split) => ListedSegmentation.Open(ListedSegmentation.SunRgbd37, root, split),
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
    public static ISegmentationDataset OpenSegmentation(string layout, string root, string split) => Open(Segmentations, layout, root, split);

    /// <param name="layout">one of <see cref="TranslationLayouts"/></param>
    /// <inheritdoc cref="OpenSegmentation"/>
    public static ITranslationDataset OpenTranslation(string layout, string root, string split) => Open(Translations, layout, root, split);

    private static T Open<T>(SortedDictionary<string, Func<string, string, T>> known, string layout, string root, string split)
    {
        if (!known.TryGetValue(layout, out Func<string, string, T>? open))
            throw new InvalidInputException($"'{layout}' is no layout of a data set; known: {string.Join(", ", known.Keys)}", "data.layout");
        return Directory.Exists(root) ? open(root, split) : throw new InvalidInputException($"no folder '{root}'", "data.root");
    }
}
