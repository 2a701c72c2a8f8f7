using Fuse3D.Client;
using Fuse3D.V1;
using Fuse3D.Vision;
using Fuse3D.Vision.Data.Dense;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Metrics.Dense;

namespace Fuse3D.Cli.Dense;

/// <summary>Views on disk: files named one by one, or the frames of a data set.</summary>
/// <param name="Ids">in their order</param>
/// <param name="Read">a view by its id, without options</param>
internal sealed record DenseSource(IReadOnlyList<string> Ids, Func<string, DenseFrame> Read)
{
    /// <param name="files">by modality</param>
    /// <param name="metresPerUnit">of depth; 0: values are as the model's data set stores them</param>
    public static DenseSource OfFiles(IReadOnlyList<(string Modality, string Path)> files, double metresPerUnit)
    {
        string id = Path.GetFileNameWithoutExtension(files[0].Path);
        return new([id], _ =>
        {
            (string Modality, string Path, byte[] Bytes)[] read = [.. files.Select(file => (file.Modality, file.Path, RasterFile.ReadBytes(file.Path)))];
            return new(id, [.. read.Select(file => SideBySide.Input(RasterFile.Decode(file.Bytes, file.Path)))], new()
            {
                Modalities = { read.Select(file => Frames.Modality(file.Modality, file.Bytes, file.Modality == "depth" ? metresPerUnit : 0)) },
            });
        });
    }

    /// <param name="modalities">that the model takes</param>
    /// <exception cref="CommandFailure">the data set lacks one</exception>
    public static DenseSource Of(ISegmentationDataset data, IReadOnlyList<string> modalities)
    {
        Require(data.Name, data.Modalities, modalities);
        return new(data.Ids, id =>
        {
            SegmentationFrame frame = data.Read(id);
            Raster<ushort>[] pictures = [.. modalities.Select(name => frame.Modalities.First(own => own.Form.Name == name).Pixels)];
            return new(id, [.. pictures.Select(SideBySide.Input)],
                new() { Modalities = { modalities.Zip(pictures, DenseModality.Of) } }, new(Labels: frame.Labels.Values));
        });
    }

    /// <inheritdoc cref="Of(ISegmentationDataset, IReadOnlyList{string})"/>
    /// <param name="target">shown beside, where its pictures are there</param>
    public static DenseSource Of(ITranslationDataset data, IReadOnlyList<string> modalities, string target)
    {
        Require(data.Name, data.Domains, modalities);
        return new(data.Ids, id =>
        {
            Picture[] pictures = [.. modalities.Select(domain => data.Read(id, domain))];
            return new(id, pictures, new() { Modalities = { modalities.Zip(pictures, DenseModality.Of) } }, TargetOf(data, id, target));
        });
    }

    private static DenseTruth? TargetOf(ITranslationDataset data, string id, string target)
    {
        try
        {
            return new(Target: data.Read(id, target));
        }
        catch (InvalidInputException)
        {
            return null;        // views to be translated need not have it
        }
    }

    private static void Require(string data, IReadOnlyList<string> given, IReadOnlyList<string> wanted)
    {
        if (wanted.FirstOrDefault(name => !given.Contains(name)) is { } missing)
            throw new CommandFailure($"the model takes '{missing}'; layout {data} has {string.Join(", ", given)}");
    }
}
