using Fuse3D.Vision.Configs;

namespace Fuse3D.Vision.Checkpoints;

/// <summary>A folder that holds all of a model of segmentation or translation: config.yaml, weights, labels.txt (segmentation), and SHA256SUMS.</summary>
/// <remarks>As <see cref="ModelFolder"/>: everything is data, and a folder that is not whole is refused with the file and the reason.</remarks>
public sealed class DenseModelFolder
{
    private DenseModelFolder(string path, DescribedDense model, string weightsSum) => (Path, Model, WeightsSum) = (path, model, weightsSum);

    public string Path { get; }

    public DescribedDense Model { get; }

    /// <summary>SHA-256 of the weights, 64 hexadecimal digits.</summary>
    public string WeightsSum { get; }

    public string WeightsPath => System.IO.Path.Combine(Path, Model.Description.Weights);

    /// <summary>Whether a folder's description names a family of segmentation or translation; nothing else of it is read.</summary>
    /// <exception cref="InvalidInputException">no folder, or no config.yaml that could be read</exception>
    public static bool Holds(string path) =>
        DenseFamilies.IsKnown(FolderFiles.ReadYamlKey(FolderFiles.Inside(FolderFiles.Require(path), FolderFiles.ConfigName), "family"));

    /// <exception cref="InvalidInputException">a file is missing, damaged or says something unknown</exception>
    public static DenseModelFolder Open(string path)
    {
        string full = FolderFiles.Require(path), config = FolderFiles.Inside(full, FolderFiles.ConfigName);
        DenseDescription description = FolderFiles.ReadYaml<DenseDescription>(config);
        bool labelled = DenseFamilies.IsSegmentation(description.Family);
        string[] required = [FolderFiles.ConfigName, description.Weights, .. labelled ? [description.Labels] : Array.Empty<string>()];
        Dictionary<string, string> sums = FolderFiles.Verify(full, required);
        IReadOnlyList<string> labels = labelled ? ModelFolder.ReadLabels(FolderFiles.Inside(full, description.Labels)) : [];
        var model = new DescribedDense(description, labels, config);
        model.Check();
        return new(full, model, sums[description.Weights].ToLowerInvariant());
    }

    /// <summary>Writes a folder that <see cref="Open"/> reads.</summary>
    /// <param name="path">made if it is not there; files of the same names are replaced</param>
    /// <param name="labels">one class per output of a segmentation; none of a translation</param>
    public static void Write(string path, DenseDescription description, IReadOnlyList<string> labels, WeightTable weights) =>
        Write(path, description, labels, file => Checkpoint.Save(weights, file));

    /// <param name="weights">written in the types that they have</param>
    /// <inheritdoc cref="Write(string, DenseDescription, IReadOnlyList{string}, WeightTable)"/>
    public static void Write(string path, DenseDescription description, IReadOnlyList<string> labels, IEnumerable<KeyValuePair<string, StoredWeight>> weights) =>
        Write(path, description, labels, file => Checkpoint.Save(weights, file));

    private static void Write(string path, DenseDescription description, IReadOnlyList<string> labels, Action<string> saveWeights) => FolderFiles.Write(
        path, description, description.Weights, saveWeights, DenseFamilies.IsSegmentation(description.Family) ? (description.Labels, labels) : null);
}
