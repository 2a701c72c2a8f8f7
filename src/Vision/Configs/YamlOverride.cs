using YamlDotNet.RepresentationModel;

namespace Fuse3D.Vision.Configs;

/// <summary>"train.epochs=3": a value that stands in place of a file's.</summary>
/// <param name="Key">path of keys, with dots</param>
/// <param name="Text">the value in YAML</param>
internal sealed record YamlOverride(string Key, string Text)
{
    public static YamlOverride Parse(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            ? new(text[..equals], text[(equals + 1)..])
            : throw new InvalidInputException($"--set {text}: a key and its value are wanted, as train.epochs=3", "set");
    }

    /// <summary>Whether a value at this key comes from here.</summary>
    public bool Covers(string key) => key == Key || key.StartsWith(Key + ".", StringComparison.Ordinal) || key.StartsWith(Key + "[", StringComparison.Ordinal);

    public void Apply(YamlMappingNode root)
    {
        string[] names = Key.Split('.');
        YamlMappingNode at = root;
        foreach (string name in names[..^1])
        {
            if (at.Children.TryGetValue(name, out YamlNode? inner) && inner is YamlMappingNode section)
                at = section;
            else
                at.Children[name] = at = new YamlMappingNode();
        }

        at.Children[names[^1]] = Text.Length == 0 ? new YamlScalarNode("") : YamlText.Parse(Text, $"--set {this}");
    }

    public override string ToString() => $"{Key}={Text}";
}
