using Fuse3D.Vision.Data.Checks;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Data.Dense;

/// <summary>How a layout's pictures and labels fit together.</summary>
internal enum LabelFit
{
    /// <summary>Pictures are as large as the labels, or larger around the same middle.</summary>
    Cut,

    /// <summary>Pictures of any size are brought to the labels'.</summary>
    Size,
}

/// <summary>A frame's files, by their paths below the root.</summary>
/// <param name="Pictures">one for each modality</param>
internal sealed record SegmentationEntry(ListedFiles Files, IReadOnlyList<string> Pictures, string Labels);

/// <summary>A layout of a set of labelled frames.</summary>
/// <param name="FormKinds">of each modality, the same for all entries</param>
/// <param name="Forms">what the files of an entry hold, in their order</param>
internal sealed record SegmentationLayout(
    string Name, IReadOnlyList<string> ClassNames, LabelCoding Coding, LabelFit Fit, IReadOnlyList<string> Modalities,
    IReadOnlyList<string> FormKinds, Func<SegmentationEntry, IReadOnlyList<ModalityForm>> Forms);

/// <summary>Frames that lie in a folder, whatever the layout.</summary>
internal sealed class SegmentationFolder(SegmentationLayout layout, OrderedDictionary<string, SegmentationEntry> entries) : ISegmentationDataset, IDenseSplit
{
    public string Name => layout.Name;

    public IReadOnlyList<string> ClassNames => layout.ClassNames;

    public IReadOnlyList<string> Modalities => layout.Modalities;

    public IReadOnlyList<string> FormKinds => layout.FormKinds;

    public IReadOnlyList<string> Ids { get; } = [.. entries.Keys];

    public SegmentationFrame Read(string id)
    {
        SegmentationEntry entry = EntryOf(id);
        DenseModality[] modalities = [.. layout.Forms(entry).Zip(entry.Pictures, (form, file) => new DenseModality(form, entry.Files.Read(file, RasterFile.Read)))];
        Raster<byte> labels = entry.Files.Read(entry.Labels, path => MatLabels.IsMat(path)
            ? MatLabels.Read(path, ClassNames)
            : layout.Coding.Decode(RasterFile.Read(path), path));
        CheckSizes(entry, modalities, labels);
        return layout.Fit == LabelFit.Cut
            ? SegmentationFrame.CutToLabels(id, modalities, labels)
            : SegmentationFrame.SizedToLabels(id, modalities, labels);
    }

    public IEnumerable<string> FilesOf(string id) => EntryOf(id).Pictures.Append(EntryOf(id).Labels);

    public void Look(string id, CheckNotes notes)
    {
        SegmentationFrame frame = Read(id);
        notes.Count("label sizes", frame.Labels.Size);
        foreach (IGrouping<byte, byte> label in frame.Labels.Values.GroupBy(v => v))
            notes.Count("pixels", label.Key < ClassNames.Count ? ClassNames[label.Key] : "unlabelled", label.Count());
    }

    private SegmentationEntry EntryOf(string id) => entries.TryGetValue(id, out SegmentationEntry? entry)
        ? entry
        : throw new InvalidInputException($"no frame '{id}' in this split of {Name}");

    private void CheckSizes(SegmentationEntry entry, DenseModality[] modalities, Raster<byte> labels)
    {
        Raster<ushort> first = modalities[0].Pixels;
        for (int i = 1; i < modalities.Length; i++)
        {
            if (modalities[i].Pixels.Size != first.Size)
                throw entry.Files.Wrong($"{entry.Pictures[i]} has {modalities[i].Pixels.Size} pixels, {entry.Pictures[0]} has {first.Size}; they must be equal");
        }

        if (layout.Fit == LabelFit.Cut && (labels.Width > first.Width || labels.Height > first.Height))
            throw entry.Files.Wrong($"{entry.Labels} has {labels.Size} pixels, {entry.Pictures[0]} has {first.Size}; labels must not be larger");
    }
}
