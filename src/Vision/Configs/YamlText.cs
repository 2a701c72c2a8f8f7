using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Fuse3D.Vision.Configs;

/// <summary>Parses YAML of people's hands: small, shallow, and refused with the place of the mistake.</summary>
internal static class YamlText
{
    private const int LargestFile = 1 << 20, Deepest = 16;   // sections in sections; the parser recurses, so it must be told

    /// <exception cref="InvalidInputException">no file, or not YAML</exception>
    public static YamlNode Read(string path)
    {
        if (!File.Exists(path))
            throw new InvalidInputException($"{path}: no such file", "config");
        if (new FileInfo(path).Length > LargestFile)
            throw new InvalidInputException($"{path}: is longer than {LargestFile} bytes", "config");
        return Parse(File.ReadAllText(path), path);
    }

    /// <param name="source">named in errors</param>
    /// <exception cref="InvalidInputException">not YAML, or not one document</exception>
    public static YamlNode Parse(string text, string source)
    {
        try
        {
            RequireShallow(text, source);
            YamlStream yaml = [];
            yaml.Load(new StringReader(text));
            return yaml.Documents is [{ RootNode: { } root }] ? root : throw new InvalidInputException($"{source}: is empty", "config");
        }
        catch (YamlException e)
        {
            throw new InvalidInputException($"{source}, line {e.Start.Line}: {(e.InnerException ?? e).Message}", "config", e);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or InvalidCastException)   // the parser's own slips on broken text
        {
            throw new InvalidInputException($"{source}: is not YAML", "config", e);
        }
    }

    private static void RequireShallow(string text, string source)
    {
        var parser = new Parser(new StringReader(text));
        for (int depth = 0; parser.MoveNext();)
        {
            depth += parser.Current is MappingStart or SequenceStart ? 1 : parser.Current is MappingEnd or SequenceEnd ? -1 : 0;
            if (depth > Deepest)
                throw new InvalidInputException($"{source}, line {parser.Current!.Start.Line}: is nested deeper than {Deepest}", "config");
        }
    }
}
