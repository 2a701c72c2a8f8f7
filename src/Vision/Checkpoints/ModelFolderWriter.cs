namespace Fuse3D.Vision.Checkpoints;

/// <summary>Writes a folder that <see cref="ModelFolder.Open"/> reads.</summary>
public static class ModelFolderWriter
{
    /// <param name="path">made if it is not there; files of the same names are replaced</param>
    /// <param name="labels">one class per output of the network</param>
    public static void Write(string path, ModelDescription description, IReadOnlyList<string> labels, WeightTable weights) =>
        Write(path, description, labels, file => Checkpoint.Save(weights, file));

    /// <param name="path">made if it is not there; files of the same names are replaced</param>
    /// <param name="labels">one class per output of the network</param>
    /// <param name="weights">by canonical name; written in the types that they have, position embeddings under both of their names</param>
    public static void Write(
        string path, ModelDescription description, IReadOnlyList<string> labels, IEnumerable<KeyValuePair<string, StoredWeight>> weights) =>
        Write(path, description, labels, file => Checkpoint.Save(KeyNames.WithSecondNames(weights), file));

    private static void Write(string path, ModelDescription description, IReadOnlyList<string> labels, Action<string> saveWeights) =>
        FolderFiles.Write(path, description, description.Weights, saveWeights, (description.Labels, labels));
}
