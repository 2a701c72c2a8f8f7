using System.Globalization;
using System.Text.Json;
using Fuse3D.Vision.Data.SunRgbd;

namespace Fuse3D.Vision.Data.Rooms.Writing;

/// <summary>What a folder of generated rooms was made with, in rooms/generate.json: the folder is a function of it.</summary>
/// <param name="Layout">one of <see cref="GenerationOptions.Known"/></param>
/// <param name="Scenes">rooms; may grow</param>
/// <param name="Options">everything else that decides what is written, by the name of its option</param>
internal sealed record GenerationManifest(string Layout, int Scenes, SortedDictionary<string, string> Options)
{
    private static readonly JsonSerializerOptions Camel = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    public static string PathIn(string root) => Path.Combine(root, RoomTruth.Folder, "generate.json");

    public static GenerationManifest Of(string layout, GenerationOptions options)
    {
        string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["--seed"] = Text(options.Seed),
            ["--val"] = Text(options.Validation),
            ["--size"] = $"{Text(options.Width)}x{Text(options.Height)}",
            ["--look-alike"] = Text(options.Rooms.LookAlike),
            ["--depth-invisible"] = Text(options.Rooms.DepthInvisible),
            ["--dim"] = Text(options.Rooms.Dim),
            ["--min-pixels"] = Text(options.Least.Pixels),
            ["--min-share"] = Text(options.Least.Share),
        };
        if (options.Test > 0)
            values["--test"] = Text(options.Test);
        if (layout == "scannet")
            values["--views"] = Text(options.Views);
        if (layout == "sunrgbd")
            values["--points"] = Text(options.Points);
        return new GenerationManifest(layout, options.Scenes, values);
    }

    /// <summary>Writes the manifest, or holds it against the one that is there.</summary>
    /// <exception cref="InvalidInputException">the folder was begun with other options, or is none of generated rooms</exception>
    public void Begin(string root)
    {
        string path = PathIn(root);
        if (File.Exists(path))
            CompareWith(Read(path), root);
        else if (Directory.Exists(root) && Directory.EnumerateFileSystemEntries(root).Any())
            throw new InvalidInputException($"'{root}' is not empty, and holds no {RoomTruth.Folder}/generate.json of generated rooms");
        PreparedWriter.WriteText(path, JsonSerializer.Serialize(this, Camel) + "\n");
    }

    private void CompareWith(GenerationManifest there, string root)
    {
        if (there.Layout != Layout)
            throw new InvalidInputException($"'{root}' was begun with --layout {there.Layout}, not {Layout}");
        foreach (string option in there.Options.Keys.Union(Options.Keys))
        {
            (string? before, string? now) = (there.Options.GetValueOrDefault(option), Options.GetValueOrDefault(option));
            if (before != now)
                throw new InvalidInputException($"'{root}' was begun with {option} {before ?? "(absent)"}, not {now ?? "(absent)"}; its rooms cannot be mixed with others");
        }

        if (Scenes < there.Scenes)
            throw new InvalidInputException($"'{root}' was begun with --scenes {there.Scenes}; --scenes {Scenes} is fewer, and it can only grow");
    }

    private static GenerationManifest Read(string path)
    {
        try
        {
            return FrameFiles.Json(path).Deserialize<GenerationManifest>(Camel) is { Layout: not null, Options: not null } manifest
                ? manifest
                : throw new InvalidInputException($"{path}: no 'layout' and 'options' of generated rooms");
        }
        catch (JsonException e)
        {
            throw new InvalidInputException($"{path}: not what a generation writes: {e.Message}", innerException: e);
        }
    }
}
