using System.CommandLine;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Checkpoints.Pickles;
using Spectre.Console;

namespace Fuse3D.Cli.Verbs;

/// <summary><c>fuse3d weights inspect</c>: what a weight file holds. Nothing in it is run.</summary>
internal static class WeightsInspect
{
    private const string Root = "(top)";

    public static Command Verb()
    {
        Argument<FileSystemInfo> file = Weights.Source();
        Option<bool> json = new("--json") { Description = "One JSON object on stdout instead of tables" };
        Option<bool> all = new("--all") { Description = "The optimizer's tensors and every other value too" };
        Command verb = new Command("inspect", "Say what a weight file holds: containers, tensors, epoch, arguments, optimizer.") { file, json, all }.WithExamples(
            "fuse3d weights inspect models/tokenfusion/model.safetensors",
            "fuse3d weights inspect ckpt_epoch_600.pth",
            "fuse3d weights inspect ckpt_epoch_600.pth --json");
        verb.SetAction(parsed => Show(parsed.GetRequiredValue(file), parsed.GetValue(json), parsed.GetValue(all)));
        return verb;
    }

    private static void Show(FileSystemInfo file, bool json, bool all)
    {
        using WeightFile weights = WeightFile.Open(file.FullName);
        if (json)
            Console.WriteLine(AsJson(file, weights));
        else
            Print(weights, all);
        IEnumerable<StoredWeight> tensors = weights.Weights.Values;
        Console.Error.WriteLine(
            $"{weights.Format}: {weights.Weights.Count} tensors, {tensors.Sum(weight => weight.Count):N0} values, {tensors.Sum(weight => weight.Bytes):N0} bytes");
    }

    private static void Print(WeightFile file, bool all)
    {
        if (file.Values.Count > 0 || file.Weights.Keys.Any(name => name.Contains('/')))
            AnsiConsole.Write(Containers(file));
        foreach (var (name, value) in file.Values.Where(value => all || IsOfInterest(value.Key)))
            Console.WriteLine($"{name} = {Text(value)}");
        foreach (string line in OptimizerGroups(file))
            Console.WriteLine(line);
        AnsiConsole.Write(Tensors(file.Weights.Where(weight => all || TopOfTensor(weight.Key) != "optimizer").OrderBy(weight => weight.Key, StringComparer.Ordinal)));
    }

    private static Table Containers(WeightFile file)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumns("under").AddColumn(new TableColumn("tensors").RightAligned())
            .AddColumn(new TableColumn("values").RightAligned()).AddColumn(new TableColumn("other").RightAligned());
        foreach (string top in file.Weights.Keys.Select(TopOfTensor).Concat(file.Values.Select(value => TopOfValue(value.Key))).Distinct())
        {
            StoredWeight[] tensors = [.. file.Weights.Where(weight => TopOfTensor(weight.Key) == top).Select(weight => weight.Value)];
            int others = file.Values.Count(value => TopOfValue(value.Key) == top);
            table.AddRow(top.EscapeMarkup(), $"{tensors.Length:N0}", $"{tensors.Sum(weight => weight.Count):N0}", $"{others:N0}");
        }

        return table;
    }

    private static Table Tensors(IEnumerable<KeyValuePair<string, StoredWeight>> tensors)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumns("tensor", "type", "shape").AddColumn(new TableColumn("values").RightAligned());
        foreach (var (name, weight) in tensors)
            table.AddRow(name.EscapeMarkup(), weight.Type.ToString(), $"{string.Join(" x ", weight.Shape)}", $"{weight.Count:N0}");
        return table;
    }

    // Settings and counters; the optimizer has its own lines, and its lists of parameters say nothing.
    private static bool IsOfInterest(string name) => TopOfValue(name) is not ("optimizer" or "scheduler" or "lr_scheduler");

    private static IEnumerable<string> OptimizerGroups(WeightFile file)
    {
        const string Groups = "optimizer/param_groups/", Parameters = "params/";
        var groups = file.Values.Where(value => value.Key.StartsWith(Groups, StringComparison.Ordinal))
            .GroupBy(value => value.Key[Groups.Length..].Split('/')[0], value => (Name: value.Key[Groups.Length..].Split('/', 2)[^1], value.Value));
        foreach (var group in groups)
        {
            ILookup<bool, string> settings = group.ToLookup(
                setting => setting.Name.StartsWith(Parameters, StringComparison.Ordinal), setting => $"{setting.Name} {Text(setting.Value)}");
            yield return $"optimizer group {group.Key}: {settings[true].Count()} parameters, {string.Join(", ", settings[false])}";
        }
    }

    private static string AsJson(FileSystemInfo file, WeightFile weights) => JsonSerializer.Serialize(new
    {
        file = file.Name,
        format = weights.Format,
        metadata = weights.Metadata,
        values = new JsonObject(weights.Values.DistinctBy(value => value.Key).Select(value => KeyValuePair.Create(value.Key, Json(value.Value)))),
        tensors = weights.Weights.Select(weight => new { name = weight.Key, dtype = weight.Value.Type.ToString(), shape = weight.Value.Shape }),
    });

    private static JsonNode? Json(object? value) => value switch
    {
        null => null,
        bool truth => truth,
        long number => number,
        double number when double.IsFinite(number) => number,
        BigInteger number => JsonNode.Parse(number.ToString(CultureInfo.InvariantCulture)),
        string text => text,
        _ => Text(value),
    };

    private static string Text(object? value) => value switch
    {
        null => "none",
        bool truth => truth ? "true" : "false",
        string text => $"'{text}'",
        byte[] bytes => $"{bytes.Length} bytes",
        PickleArray array => $"array [{string.Join(", ", array.Shape)}]",
        PickleName name => name.Name,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    // "model/module.conv.weight" is under "model", "args.lr" under "args"; a tensor's own name has dots too.
    private static string TopOfTensor(string name) => name.IndexOf('/') is > 0 and int end ? name[..end] : Root;

    private static string TopOfValue(string name) => name.IndexOfAny(['/', '.']) is > 0 and int end ? name[..end] : Root;
}
