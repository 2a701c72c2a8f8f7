using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Fuse3D.Vision.Checkpoints;

/// <summary>Writes a folder that <see cref="ModelFolder.Open"/> reads.</summary>
public static class ModelFolderWriter
{
    /// <param name="path">made if it is not there; files of the same names are replaced</param>
    /// <param name="labels">one class per output of the network</param>
    public static void Write(string path, ModelDescription description, IReadOnlyList<string> labels, WeightTable weights)
    {
        Directory.CreateDirectory(path);
        Checkpoint.Save(weights, Path.Combine(path, description.Weights));
        File.WriteAllLines(Path.Combine(path, description.Labels), labels);
        ISerializer yaml = new SerializerBuilder()
            .WithNamingConvention(UnderscoredNamingConvention.Instance)
            .ConfigureDefaultValuesHandling(DefaultValuesHandling.OmitNull | DefaultValuesHandling.OmitEmptyCollections)
            .Build();
        File.WriteAllText(Path.Combine(path, "config.yaml"), yaml.Serialize(description));
        ModelFolder.Seal(path);
    }
}
