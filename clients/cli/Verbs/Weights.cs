using System.CommandLine;
using System.Text.Json;
using Fuse3D.Vision.Formats;
using Spectre.Console;

namespace Fuse3D.Cli.Verbs;

/// <summary><c>fuse3d weights</c>: look into weight files.</summary>
internal static class Weights
{
    public static Command Verb() => new("weights", "Look into weight files.") { Inspect() };

    private static Command Inspect()
    {
        Argument<FileInfo> file = new("file") { Description = "A .safetensors file" };
        Option<bool> json = new("--json") { Description = "One JSON object on stdout instead of a table" };
        Command verb = new Command("inspect", "List the tensors of a weight file: names, types, shapes, sizes.") { file, json }.WithExamples(
            "fuse3d weights inspect models/tokenfusion/model.safetensors");
        verb.SetAction(parsed => Show(parsed.GetRequiredValue(file), parsed.GetValue(json)));
        return verb;
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
