using System.CommandLine;
using System.Text.Json;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Fusion;
using Spectre.Console;

namespace Fuse3D.Cli.Verbs;

/// <summary><c>fuse3d weights</c>: look into weight files.</summary>
internal static class Weights
{
    public static Command Verb() => new("weights", "Look into weight files, and write untrained ones.") { Inspect(), Hashed() };

    private static Command Inspect()
    {
        Argument<FileInfo> file = new("file") { Description = "A .safetensors file" };
        Option<bool> json = new("--json") { Description = "One JSON object on stdout instead of a table" };
        Command verb = new Command("inspect", "List the tensors of a weight file: names, types, shapes, sizes.") { file, json }.WithExamples(
            "fuse3d weights inspect models/tokenfusion/model.safetensors");
        verb.SetAction(parsed => Show(parsed.GetRequiredValue(file), parsed.GetValue(json)));
        return verb;
    }

    private static Command Hashed()
    {
        Argument<DirectoryInfo> folder = new("folder") { Description = "The model folder to write" };
        Option<ulong> seed = new("--seed") { Description = "Another seed, other weights", DefaultValueFactory = _ => 0 };
        Option<FileInfo?> rule = new("--rule") { Description = "A .safetensors file whose metadata holds seed, fill_overrides and fill_constants; instead of --seed" };
        Command verb = new Command("hashed", "Write a fused SUN RGB-D model (Group-Free L6,O256 with YOLOS-Ti) with weights made from their names by a hash: for trials, it detects nothing.")
        {
            folder, seed, rule,
        }.WithExamples("fuse3d weights hashed out/model", "fuse3d weights hashed out/model --rule case.safetensors");
        verb.SetAction(parsed =>
        {
            HashedModels.WriteSunRgbd(parsed.GetRequiredValue(folder).FullName, parsed.GetValue(rule) is { } file ? Rule(file) : HashedModels.Exchanging(parsed.GetValue(seed)));
            Console.WriteLine(parsed.GetRequiredValue(folder).FullName);
        });
        return verb;
    }

    private static HashedWeights Rule(FileInfo file)
    {
        using SafetensorsFile source = SafetensorsFile.Open(file.FullName);
        return source.Metadata.ContainsKey("seed")
            ? HashedWeights.FromMetadata(source.Metadata)
            : throw new CommandFailure($"{file.FullName}: its metadata has no 'seed'");
    }

    private static void Show(FileInfo file, bool json)
    {
        using SafetensorsFile weights = SafetensorsFile.Open(file.FullName);
        SafetensorsEntry[] entries = [.. weights.Entries.OrderBy(entry => entry.Name, StringComparer.Ordinal)];
        if (json)
            Console.WriteLine(AsJson(file, weights, entries));
        else
            AnsiConsole.Write(AsTable(entries));
        Console.Error.WriteLine($"{entries.Length} tensors, {entries.Sum(entry => entry.Count):N0} values, {file.Length:N0} bytes");
    }

    private static string AsJson(FileInfo file, SafetensorsFile weights, SafetensorsEntry[] entries) => JsonSerializer.Serialize(new
    {
        file = file.Name,
        metadata = weights.Metadata,
        tensors = entries.Select(entry => new { name = entry.Name, dtype = entry.Type.ToString(), shape = entry.Shape }),
    });

    private static Table AsTable(SafetensorsEntry[] entries)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumns("tensor", "type", "shape").AddColumn(new TableColumn("values").RightAligned());
        foreach (SafetensorsEntry entry in entries)
            table.AddRow(entry.Name.EscapeMarkup(), entry.Type.ToString(), $"{string.Join(" x ", entry.Shape)}", $"{entry.Count:N0}");
        return table;
    }
}
