using System.Reflection;
using Fuse3D.Vision;

namespace Fuse3D.ServiceDefaults.Hosting;

/// <summary>A service's command line as configuration: --Section:Option VALUE, --Section:Option=VALUE, or a short name such as --grpc-port.</summary>
/// <remarks>Environment variables (Section__Option) and appsettings.json set the same options; the command line wins.</remarks>
public sealed class CommandLineArguments
{
    private readonly Dictionary<string, string> _keys = new(StringComparer.OrdinalIgnoreCase);   // what may be written, and its configuration key
    private readonly HashSet<string> _lists = [];                                                // keys that may be given again and again

    /// <summary>Adds a record's options: "Section:Option", and "option-in-kebab-case" for short.</summary>
    public CommandLineArguments With<T>(string section)
    {
        foreach (PropertyInfo option in typeof(T).GetProperties().Where(option => option.CanWrite))
        {
            string key = $"{section}:{option.Name}";
            _keys[key] = key;
            _keys[Kebab(option.Name)] = key;
            if (option.PropertyType == typeof(IReadOnlyList<string>))
                _lists.Add(key);
        }

        return this;
    }

    /// <exception cref="InvalidInputException">an argument is not an option, or has no value</exception>
    public IReadOnlyDictionary<string, string?> Parse(IReadOnlyList<string> arguments)
    {
        Dictionary<string, string?> values = new(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            if (!argument.StartsWith("--", StringComparison.Ordinal))
                throw new InvalidInputException($"'{argument}' is not an option; options start with --");

            string[] parts = argument[2..].Split('=', 2);
            if (!_keys.TryGetValue(parts[0], out string? key))
                throw new InvalidInputException($"unknown option --{parts[0]}; there are {string.Join(", ", ShortNames())}");
            if (parts.Length == 1 && ++i == arguments.Count)
                throw new InvalidInputException($"option --{parts[0]} has no value");
            values[_lists.Contains(key) ? NextOf(key, values) : key] = parts.Length == 2 ? parts[1] : arguments[i];
        }

        return values;
    }

    // Section:Option:0, Section:Option:1, ...
    private static string NextOf(string list, Dictionary<string, string?> values) =>
        $"{list}:{Enumerable.Range(0, values.Count + 1).First(i => !values.ContainsKey($"{list}:{i}"))}";

    private IEnumerable<string> ShortNames() => _keys.Keys.Where(key => !key.Contains(':', StringComparison.Ordinal)).Order().Select(key => $"--{key}");

    private static string Kebab(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "-") + char.ToLowerInvariant(c) : c.ToString()));
}
