namespace Fuse3D.Vision.Checkpoints;

/// <summary>A folder that holds all of a model: config.yaml, weights, labels.txt, and SHA256SUMS over them.</summary>
/// <remarks>Everything is data; nothing in a folder is run. A folder that is not whole is refused with the file and the reason.</remarks>
public sealed class ModelFolder
{
    private ModelFolder(string path, ModelDescription description, IReadOnlyList<string> labels, string weightsSum) =>
        (Path, Description, Labels, WeightsSum) = (path, description, labels, weightsSum);

    public string Path { get; }

    public ModelDescription Description { get; }

    /// <summary>Class names in the order of the network's outputs.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>SHA-256 of the weights, 64 hexadecimal digits.</summary>
    public string WeightsSum { get; }

    public string WeightsPath => System.IO.Path.Combine(Path, Description.Weights);

    /// <exception cref="InvalidInputException">a file is missing, damaged or says something unknown</exception>
    public static ModelFolder Open(string path)
    {
        string full = FolderFiles.Require(path);
        ModelDescription description = ReadDescription(FolderFiles.Inside(full, FolderFiles.ConfigName));
        Dictionary<string, string> sums = FolderFiles.Verify(full, [FolderFiles.ConfigName, description.Weights, description.Labels]);
        return new(full, description, ReadLabels(FolderFiles.Inside(full, description.Labels)), sums[description.Weights].ToLowerInvariant());
    }

    /// <summary>Writes SHA256SUMS over every other file of a folder.</summary>
    public static void Seal(string path) => FolderFiles.Seal(path);

    /// <summary>Class names of a text file, one a line.</summary>
    /// <exception cref="InvalidInputException">it holds none</exception>
    public static IReadOnlyList<string> ReadLabels(string path)
    {
        List<string> labels = [.. File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0)];
        return labels.Count > 0 ? labels : throw new InvalidInputException($"{path}: holds no class names", "model");
    }

    private static ModelDescription ReadDescription(string path)
    {
        ModelDescription description = FolderFiles.ReadYaml<ModelDescription>(path);
        if (description.Name.Length == 0)
            throw new InvalidInputException($"{path}: 'name' is missing", "model");
        ModelDescriptionRules.Check(description, path);
        return description;
    }
}
