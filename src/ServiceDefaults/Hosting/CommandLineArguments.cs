using System.Reflection;
using Fuse3D.Vision;

namespace Fuse3D.ServiceDefaults.Hosting;

/// <summary>A service's command line as configuration: --Section:Option VALUE, --Section:Option=VALUE, or a short name such as --grpc-port.</summary>
/// <remarks>Environment variables (Section__Option) and appsettings.json set the same options; the command line wins.</remarks>
public sealed class CommandLineArguments
{
    private readonly Dictionary<string, string> _keys = new(StringComparer.OrdinalIgnoreCase);   // what may be written, and its configuration key

    /// <summary>Adds a record's options: "Section:Option", and "option-in-kebab-case" for short.</summary>
    public CommandLineArguments With<T>(string section)
    {
        foreach (PropertyInfo option in typeof(T).GetProperties().Where(option => option.CanWrite))
        {
            string key = $"{section}:{option.Name}";
            _keys[key] = key;
            _keys[Kebab(option.Name)] = key;
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
            if (parts.Length == 2)
                values[key] = parts[1];
            else if (++i < arguments.Count)
                values[key] = arguments[i];
            else
                throw new InvalidInputException($"option --{parts[0]} has no value");
        }

        return values;
    }

    private IEnumerable<string> ShortNames() => _keys.Keys.Where(key => !key.Contains(':', StringComparison.Ordinal)).Order().Select(key => $"--{key}");

    private static string Kebab(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "-") + char.ToLowerInvariant(c) : c.ToString()));
}
