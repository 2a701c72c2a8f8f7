using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using YamlDotNet.RepresentationModel;
using YamlDotNet.Serialization.NamingConventions;

namespace Fuse3D.Vision.Configs;

/// <summary>Reads YAML into records of init properties, and lets nothing pass that it does not know.</summary>
/// <remarks>
/// Keys are property names in snake_case. Values are records, lists, enums, text, numbers and booleans; attributes Range, AllowedValues and
/// Required of a property hold for its value, or for each one of a list.
/// </remarks>
internal sealed class YamlBinder
{
    private readonly string _path;
    private readonly IReadOnlyList<YamlOverride> _overrides;

    private YamlBinder(string path, IReadOnlyList<YamlOverride> overrides) => (_path, _overrides) = (path, overrides);

    /// <exception cref="InvalidInputException">names the file, the line and the key</exception>
    public static T Read<T>(string path, IReadOnlyList<string> overrides)
    {
        YamlOverride[] changes = [.. overrides.Select(YamlOverride.Parse)];
        return (T)new YamlBinder(path, changes).Bind(Root(path, changes), typeof(T), "")!;
    }

    /// <summary>The text under a key of the file's outermost section; null: there is none.</summary>
    /// <exception cref="InvalidInputException">the file is not YAML</exception>
    public static string? Text(string path, IReadOnlyList<string> overrides, string key) =>
        (Root(path, [.. overrides.Select(YamlOverride.Parse)]).Children.FirstOrDefault(child => (child.Key as YamlScalarNode)?.Value == key).Value as YamlScalarNode)?.Value;

    private static YamlMappingNode Root(string path, YamlOverride[] changes)
    {
        if (YamlText.Read(path) is not YamlMappingNode root)
            throw new InvalidInputException($"{path}: is not a list of keys and values", "config");
        foreach (YamlOverride change in changes)
            change.Apply(root);
        return root;
    }

    private object? Bind(YamlNode node, Type type, string key)
    {
        Type wanted = Nullable.GetUnderlyingType(type) ?? type;
        if (ItemType(wanted) is { } item)
            return BindList(node, item, key);
        if (wanted != typeof(string) && wanted.IsClass)
            return BindRecord(node, wanted, key);
        return node is YamlScalarNode scalar
            ? Scalar(scalar.Value ?? "", wanted) ?? throw Wrong(node, key, $"is '{scalar.Value}'; {Wanted(wanted)} is wanted")
            : throw Wrong(node, key, $"holds several values; {Wanted(wanted)} is wanted");
    }

    private object BindRecord(YamlNode node, Type type, string key)
    {
        if (node is not YamlMappingNode map)
            throw Wrong(node, key, "must be a section of keys and values");
        Dictionary<string, PropertyInfo> properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite).ToDictionary(property => UnderscoredNamingConvention.Instance.Apply(property.Name));
        object record = Activator.CreateInstance(type)!;
        foreach (var (name, value) in map.Children)
        {
            string text = ((name as YamlScalarNode)?.Value) ?? "", inner = key.Length == 0 ? text : $"{key}.{text}";
            if (!properties.TryGetValue(text, out PropertyInfo? property))
                throw Wrong(name, inner, $"is not known; the keys here are {string.Join(", ", properties.Keys)}");
            property.SetValue(record, Bind(value, property.PropertyType, inner));
        }

        foreach (var (name, property) in properties)
            Validate(map, property, record, key.Length == 0 ? name : $"{key}.{name}");
        return record;
    }

    private object BindList(YamlNode node, Type item, string key)
    {
        if (node is not YamlSequenceNode sequence)
            throw Wrong(node, key, "must be a list, as [1, 2]");
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item))!;
        for (int i = 0; i < sequence.Children.Count; i++)
            list.Add(Bind(sequence.Children[i], item, $"{key}[{i}]"));
        return list;
    }

    // Checked on every record that the file holds, also for keys that it leaves out: their defaults may be "missing".
    private void Validate(YamlMappingNode map, PropertyInfo property, object record, string key)
    {
        object? value = property.GetValue(record);
        IEnumerable<object?> values = value is IEnumerable many and not string ? many.Cast<object?>() : [value];
        string own = key.Split('.')[^1];
        YamlNode at = map.Children.FirstOrDefault(child => (child.Key as YamlScalarNode)?.Value == own).Value ?? map;
        foreach (ValidationAttribute rule in property.GetCustomAttributes<ValidationAttribute>())
        {
            foreach (object? one in values.Where(one => !rule.IsValid(one)))
                throw Wrong(at, key, one is null or "" ? $"is missing; {Allowed(rule)}" : string.Create(CultureInfo.InvariantCulture, $"is {one}; {Allowed(rule)}"));
        }
    }

    private static string Allowed(ValidationAttribute rule) => rule switch
    {
        RangeAttribute range => string.Create(CultureInfo.InvariantCulture, $"it may be {range.Minimum} to {range.Maximum}"),
        AllowedValuesAttribute allowed => $"it may be {string.Join(", ", allowed.Values)}",
        _ => "it must be given",
    };

    private static object? Scalar(string text, Type type)
    {
        CultureInfo plain = CultureInfo.InvariantCulture;
        if (type == typeof(string))
            return text;
        if (type == typeof(bool))
            return text switch { "true" => true, "false" => false, _ => null };
        if (type == typeof(int))
            return int.TryParse(text, NumberStyles.AllowLeadingSign, plain, out int whole) ? whole : null;
        if (type == typeof(ulong))
            return ulong.TryParse(text, NumberStyles.None, plain, out ulong large) ? large : null;
        if (type == typeof(float))
            return float.TryParse(text, NumberStyles.Float, plain, out float single) ? single : null;
        if (type == typeof(double))
            return double.TryParse(text, NumberStyles.Float, plain, out double number) ? number : null;
        return Names(type).IndexOf(text) is >= 0 and var index ? Enum.GetValues(type).GetValue(index) : null;
    }

    private static string Wanted(Type type) => type switch
    {
        _ when type.IsEnum => $"one of {string.Join(", ", Names(type))}",
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(float) || type == typeof(double) => "a number",
        _ when type == typeof(string) => "text",
        _ => "a whole number",
    };

    private static List<string> Names(Type type) => [.. Enum.GetNames(type).Select(UnderscoredNamingConvention.Instance.Apply)];

    private static Type? ItemType(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() is var shape && (shape == typeof(List<>) || shape == typeof(IReadOnlyList<>))
            ? type.GetGenericArguments()[0]
            : null;

    private InvalidInputException Wrong(YamlNode node, string key, string message)
    {
        string place = _overrides.FirstOrDefault(change => change.Covers(key)) is { } change ? $"{_path} with --set {change}" : $"{_path}, line {node.Start.Line}";
        return new($"{place}: {key} {message}", key);
    }
}
