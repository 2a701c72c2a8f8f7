using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Fuse3D.Client;
using Fuse3D.ServiceDefaults.Dense;
using Fuse3D.V1;
using Fuse3D.Vision.Data.Dense;
using Fuse3D.Vision.Fusion;
using DenseOptions = Fuse3D.V1.DenseOptions;

namespace Fuse3D.Cli.Dense;

/// <summary>The options of <c>fuse3d segment</c> and <c>fuse3d translate</c>; values that do not go together are errors of the command line.</summary>
internal sealed class DenseArguments(DenseKind kind)
{
    private const int LeastTile = Vision.Models.Dense.DenseOptions.LeastTile, MostTile = DenseLimits.MostTile;
    private const double UsualTimeout = 60;

    private readonly Option<DirectoryInfo?> _model = new("--model") { Description = "Folder of a model that answers in this process" };
    private readonly Option<string> _device = new("--device") { Description = "Where it runs: cpu, cuda or cuda:N", DefaultValueFactory = _ => "cpu" };
    private readonly Option<Uri?> _server = new("--server")
    {
        Description = "Address of an image service instead; without both http://127.0.0.1:5102",
        CustomParser = DetectorOptions.ParseAddress,
    };

    private readonly Option<string> _name = new("--model-name") { Description = "Which of the server's models; without it the only one", DefaultValueFactory = _ => "" };
    private readonly Option<FileInfo> _rgb = new("--rgb") { Description = "The picture of the modality rgb (.jpg .png)" };
    private readonly Option<FileInfo> _depth = new("--depth") { Description = "The picture of the modality depth (.png of 8 or 16 bits)" };
    private readonly Option<string[]> _inputs = new("--input") { Description = "NAME=FILE: the picture of another modality; as often as there are" };
    private readonly Option<double> _unit = new("--metres-per-unit") { Description = "Of --depth, 0.001 for millimetres; without it values are as the model's data set stores them" };
    private readonly Option<DirectoryInfo> _data = new("--data") { Description = "Folder of a data set instead of single files" };
    private readonly Option<string?> _layout = new("--layout") { Description = $"How its files lie: {string.Join(", ", Layouts(kind))}" };
    private readonly Option<string> _split = new("--split") { Description = "Which list of it", DefaultValueFactory = _ => "val" };
    private readonly Option<string[]> _frames = new("--frame") { Description = "Which of its frames; as often as there are. Without it all" };
    private readonly Option<int?> _most = new("--most") { Description = "At most so many frames" };
    private readonly Option<string?> _scales = new("--scales") { Description = "Sizes that are looked at, as 0.75,1,1.25; their mean decides" };
    private readonly Option<bool> _flip = new("--flip") { Description = "Look at the mirrored picture, too" };
    private readonly Option<int?> _tile = new("--tile") { Description = $"Pixels that the network is given at once, {LeastTile}..{MostTile}; larger pictures go through in tiles" };
    private readonly Option<bool> _exchange = new("--exchange") { Description = "Tell and draw what the branches exchange" };
    private readonly Option<DirectoryInfo?> _out = new("--out") { Description = "Write pictures there" };
    private readonly Option<double?> _timeout = new("--timeout") { Description = "Seconds to wait for a server's answer; without it 60" };
    private readonly Option<bool> _json = new("--json") { Description = "One JSON object per frame on stdout" };

    public static IEnumerable<string> Layouts(DenseKind kind) =>
        kind == DenseKind.Segmentation ? DenseDatasets.SegmentationLayouts : DenseDatasets.TranslationLayouts;

    public void AddTo(Command verb)
    {
        foreach (Option<FileInfo> file in (Option<FileInfo>[])[_rgb, _depth])
            file.AcceptExistingOnly();
        _data.AcceptExistingOnly();
        _layout.AcceptOnlyFromAmong([.. Layouts(kind)]);
        foreach (Option option in (Option[])[_model, _device, _server, _name, _rgb, _depth, _inputs, _unit, _data, _layout, _split, _frames, _most, _flip, _tile, _exchange, _out, _timeout, _json])
            verb.Add(option);
        if (kind == DenseKind.Segmentation)
            verb.Add(_scales);
        verb.Validators.Add(result =>
        {
            if (Wrong(result) is { } wrong)
                result.AddError(wrong);
        });
    }

    public bool Json(ParseResult parsed) => parsed.GetValue(_json);

    public DirectoryInfo? Output(ParseResult parsed) => parsed.GetValue(_out);

    public async Task<IDenseAnswers> OpenAsync(ParseResult parsed, CancellationToken cancel)
    {
        if (parsed.GetValue(_model) is { } folder)
            return await Task.Run(() => new LocalDense(folder.FullName, ComputeDevice.Parse(parsed.GetRequiredValue(_device)), parsed.GetValue(_tile) ?? DenseLimits.Usual.TilePixels, kind), cancel);
        Uri server = parsed.GetValue(_server) ?? new("http://127.0.0.1:5102");
        DetectorClientOptions options = new() { Timeout = TimeSpan.FromSeconds(parsed.GetValue(_timeout) ?? UsualTimeout), MaxInFlight = 2 };
        return await RemoteDense.OpenAsync(server, parsed.GetRequiredValue(_name), kind, options, cancel);
    }

    public DenseSource Source(ParseResult parsed, DenseModelInfo model)
    {
        if (parsed.GetValue(_data) is not { } data)
            return DenseSource.OfFiles(Files(parsed.GetValue(_rgb), parsed.GetValue(_depth), parsed.GetValue(_inputs)), parsed.GetValue(_unit));
        string layout = parsed.GetRequiredValue(_layout)!, split = parsed.GetRequiredValue(_split);
        DenseSource all = kind == DenseKind.Segmentation
            ? DenseSource.Of(DenseDatasets.OpenSegmentation(layout, data.FullName, split), model.Modalities)
            : DenseSource.Of(DenseDatasets.OpenTranslation(layout, data.FullName, split), model.Modalities, model.Target);
        string[] asked = parsed.GetValue(_frames) ?? [];
        if (asked.FirstOrDefault(id => !all.Ids.Contains(id)) is { } unknown)
            throw new CommandFailure($"no frame '{unknown}' in split '{split}' of '{data}'");
        return all with { Ids = [.. (asked.Length > 0 ? asked : all.Ids).Take(parsed.GetValue(_most) ?? int.MaxValue)] };
    }

    public DenseOptions Options(ParseResult parsed)
    {
        bool exchange = parsed.GetValue(_exchange);
        DenseOptions options = new()
        {
            Encoding = DenseEncoding.Raw,
            IncludeBranches = Output(parsed) is not null,
            Flip = parsed.GetValue(_flip),
            MaxPixels = (uint)(parsed.GetValue(_tile) ?? 0),
            IncludeExchange = exchange,
            IncludeExchangeMasks = exchange && Output(parsed) is not null,
        };
        if (kind == DenseKind.Segmentation && Scales(parsed.GetValue(_scales)) is { } scales)
            options.Scales.AddRange(scales);
        return options;
    }

    private string? Wrong(CommandResult given)
    {
        if (given.GetValue(_model) is not null && given.GetValue(_server) is not null)
            return "--model and --server: one of them answers";
        if (given.GetValue(_model) is { Exists: false } folder)
            return $"--model: no folder '{folder}'";
        bool files = given.GetValue(_rgb) is not null || given.GetValue(_depth) is not null || given.GetValue(_inputs) is { Length: > 0 };
        if (files == given.GetValue(_data) is not null)
            return "give files (--rgb, --depth, --input NAME=FILE) or a data set (--data FOLDER --layout NAME)";
        if (given.GetValue(_data) is not null && given.GetValue(_layout) is null)
            return $"--data needs --layout: {string.Join(", ", Layouts(kind))}";
        if (given.GetValue(_inputs)?.FirstOrDefault(input => FileOf(input) is not { Modality.Length: > 0 } file || !File.Exists(file.Path)) is { } wrong)
            return $"--input {wrong}: NAME=FILE is wanted, and the file must be there";
        if (!(given.GetValue(_unit) is >= 0 and < double.PositiveInfinity))
            return $"--metres-per-unit is {given.GetValue(_unit)}; it must be 0 or more";
        if (given.GetValue(_tile) is { } tile and (< LeastTile or > MostTile))
            return $"--tile is {tile}; it may be {LeastTile}..{MostTile}";
        if (given.GetValue(_most) is { } most and < 1)
            return $"--most is {most}; it must be 1 or more";
        if (given.GetValue(_timeout) is { } timeout and not (> 0 and <= 86_400))
            return $"--timeout is {timeout}; it must be above 0, and at most a day";
        return kind == DenseKind.Segmentation && given.GetValue(_scales) is { } scales && Scales(scales) is null
            ? $"--scales {scales}: numbers with commas between them are wanted"
            : null;
    }

    private static List<(string Modality, string Path)> Files(FileInfo? rgb, FileInfo? depth, string[]? inputs)
    {
        List<(string, string)> files = [];
        if (rgb is not null)
            files.Add(("rgb", rgb.FullName));
        if (depth is not null)
            files.Add(("depth", depth.FullName));
        files.AddRange((inputs ?? []).Select(input => FileOf(input)!.Value));
        return files;
    }

    private static (string Modality, string Path)? FileOf(string input) =>
        input.Split('=', 2) is [{ Length: > 0 } name, { Length: > 0 } path] ? (name, path) : null;

    private static double[]? Scales(string? text)
    {
        List<double> scales = [];
        foreach (string part in text?.Split(',') ?? [])
        {
            if (!double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double scale))
                return null;
            scales.Add(scale);
        }

        return text is null ? null : [.. scales];
    }
}
