using System.Security.Cryptography;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Fuse3D.Vision.Checkpoints;

/// <summary>The files of a model folder: their sums, and the description as YAML with keys in snake_case.</summary>
internal static class FolderFiles
{
    public const string ConfigName = "config.yaml";
    private const string SumsName = "SHA256SUMS";

    /// <summary>The folder's full path.</summary>
    /// <exception cref="InvalidInputException">there is none</exception>
    public static string Require(string path)
    {
        string full = Path.GetFullPath(path);
        return Directory.Exists(full) ? full : throw new InvalidInputException($"model folder {full}: no such folder", "model");
    }

    /// <summary>A file's path; a name in a config may not lead out of its folder.</summary>
    /// <exception cref="InvalidInputException">no name of a file, or no such file</exception>
    public static string Inside(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        if (Path.GetFileName(name) != name || name.Length == 0)
            throw new InvalidInputException($"{folder}: '{name}' is not the name of a file in this folder", "model");
        return File.Exists(path) ? path : throw new InvalidInputException($"{path}: no such file", "model");
    }

    /// <exception cref="InvalidInputException">names the line and what is wrong with it; unknown keys are</exception>
    public static T ReadYaml<T>(string path)
        where T : class
    {
        try
        {
            IDeserializer yaml = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).WithDuplicateKeyChecking().Build();
            return yaml.Deserialize<T?>(File.ReadAllText(path)) ?? throw new InvalidInputException($"{path}: is empty", "model");
        }
        catch (YamlException e)
        {
            throw new InvalidInputException($"{path}, line {e.Start.Line}: {(e.InnerException ?? e).Message}", "model", e);
        }
    }

    /// <summary>A value at the first level of a file of keys; null: there is none.</summary>
    /// <exception cref="InvalidInputException">the file is no YAML</exception>
    public static string? ReadYamlKey(string path, string key)
    {
        try
        {
            return new DeserializerBuilder().Build().Deserialize<Dictionary<string, object?>?>(File.ReadAllText(path))?.GetValueOrDefault(key) as string;
        }
        catch (YamlException e)
        {
            throw new InvalidInputException($"{path}, line {e.Start.Line}: {(e.InnerException ?? e).Message}", "model", e);
        }
    }

    /// <summary>Writes a model folder: weights, labels, description and their sums.</summary>
    /// <param name="folder">made if it is not there; files of the same names are replaced</param>
    /// <param name="labels">file and its lines; null: the model has none</param>
    /// <param name="saveWeights">gets the file to write</param>
    public static void Write(string folder, object description, string weights, Action<string> saveWeights, (string File, IReadOnlyList<string> Lines)? labels)
    {
        Directory.CreateDirectory(folder);
        saveWeights(Path.Combine(folder, weights));
        if (labels is var (file, lines))
            File.WriteAllLines(Path.Combine(folder, file), lines);
        WriteYaml(Path.Combine(folder, ConfigName), description);
        Seal(folder);
    }

    private static void WriteYaml(string path, object description)
    {
        ISerializer yaml = new SerializerBuilder()
            .WithNamingConvention(UnderscoredNamingConvention.Instance)
            .ConfigureDefaultValuesHandling(DefaultValuesHandling.OmitNull)     // an empty mid_size says something
            .Build();
        File.WriteAllText(path, yaml.Serialize(description));
    }

    /// <summary>Writes SHA256SUMS over every other file of a folder.</summary>
    public static void Seal(string path)
    {
        var lines = Directory.EnumerateFiles(path).Select(Path.GetFileName).OfType<string>()
            .Where(name => name != SumsName).Order(StringComparer.Ordinal).Select(name => $"{Sum(Path.Combine(path, name))}  {name}");
        File.WriteAllLines(Path.Combine(path, SumsName), [.. lines]);
    }

    /// <summary>Holds every file against its sum.</summary>
    /// <param name="required">names that must have a sum</param>
    /// <returns>sums by name</returns>
    /// <exception cref="InvalidInputException">a sum is missing, or a file is damaged</exception>
    public static Dictionary<string, string> Verify(string folder, IReadOnlyList<string> required)
    {
        string sums = Inside(folder, SumsName);
        Dictionary<string, string> expected = ReadSums(sums);
        foreach (string name in required.Where(name => !expected.ContainsKey(Path.GetFileName(Inside(folder, name)))))
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
}
