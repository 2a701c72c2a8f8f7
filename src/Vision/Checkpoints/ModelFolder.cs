using System.Security.Cryptography;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Fuse3D.Vision.Checkpoints;

/// <summary>A folder that holds all of a model: config.yaml, weights, labels.txt, and SHA256SUMS over them.</summary>
/// <remarks>Everything is data; nothing in a folder is run. A folder that is not whole is refused with the file and the reason.</remarks>
public sealed class ModelFolder
{
    internal const string ConfigName = "config.yaml";
    private const string SumsName = "SHA256SUMS";

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
        string full = System.IO.Path.GetFullPath(path);
        if (!Directory.Exists(full))
            throw new InvalidInputException($"model folder {full}: no such folder", "model");
        ModelDescription description = ReadDescription(Inside(full, ConfigName));
        Dictionary<string, string> sums = Verify(full, [ConfigName, description.Weights, description.Labels]);
        return new(full, description, ReadLabels(Inside(full, description.Labels)), sums[description.Weights].ToLowerInvariant());
    }

    /// <summary>Writes SHA256SUMS over every other file of a folder.</summary>
    public static void Seal(string path)
    {
        var lines = Directory.EnumerateFiles(path).Select(System.IO.Path.GetFileName).OfType<string>()
            .Where(name => name != SumsName).Order(StringComparer.Ordinal).Select(name => $"{Sum(System.IO.Path.Combine(path, name))}  {name}");
        File.WriteAllLines(System.IO.Path.Combine(path, SumsName), [.. lines]);
    }

    private static ModelDescription ReadDescription(string path)
    {
        try
        {
            IDeserializer yaml = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).WithDuplicateKeyChecking().Build();
            var description = yaml.Deserialize<ModelDescription?>(File.ReadAllText(path)) ?? throw new InvalidInputException($"{path}: is empty", "model");
            if (description.Name.Length == 0)
                throw new InvalidInputException($"{path}: 'name' is missing", "model");
            ModelDescriptionRules.Check(description, path);
            return description;
        }
        catch (YamlException e)
        {
            throw new InvalidInputException($"{path}, line {e.Start.Line}: {(e.InnerException ?? e).Message}", "model", e);
        }
    }

    /// <summary>Class names of a text file, one a line.</summary>
    /// <exception cref="InvalidInputException">it holds none</exception>
    public static IReadOnlyList<string> ReadLabels(string path)
    {
        List<string> labels = [.. File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0)];
        return labels.Count > 0 ? labels : throw new InvalidInputException($"{path}: holds no class names", "model");
    }

    private static Dictionary<string, string> Verify(string folder, IReadOnlyList<string> required)
    {
        string sums = Inside(folder, SumsName);
        Dictionary<string, string> expected = ReadSums(sums);
        foreach (string name in required.Where(name => !expected.ContainsKey(System.IO.Path.GetFileName(Inside(folder, name)))))
            throw new InvalidInputException($"{sums}: has no sum for {name}", "model");
        foreach (var (name, sum) in expected)
        {
            string found = Sum(Inside(folder, name));
            if (!found.Equals(sum, StringComparison.OrdinalIgnoreCase))
                throw new InvalidInputException($"{Inside(folder, name)}: its SHA-256 is {found}, {SumsName} says {sum}; the file is damaged or was changed", "model");
        }

        return expected;
    }

    // Lines as sha256sum writes them: 64 hexadecimal digits, two characters, the name.
    private static Dictionary<string, string> ReadSums(string path)
    {
        Dictionary<string, string> sums = [];
        foreach (string line in File.ReadLines(path).Where(line => line.Trim().Length > 0))
        {
            if (line.Length < 67 || line[64] != ' ' || !line[..64].All(char.IsAsciiHexDigit))
                throw new InvalidInputException($"{path}: '{line}' is not a line of sha256sum", "model");
            sums[line[66..].Trim()] = line[..64];
        }

        return sums;
    }

    private static string Sum(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    // A name in a config may not lead out of its folder.
    private static string Inside(string folder, string name)
    {
        string path = System.IO.Path.Combine(folder, name);
        if (System.IO.Path.GetFileName(name) != name || name.Length == 0)
            throw new InvalidInputException($"{folder}: '{name}' is not the name of a file in this folder", "model");
        return File.Exists(path) ? path : throw new InvalidInputException($"{path}: no such file", "model");
    }
}
