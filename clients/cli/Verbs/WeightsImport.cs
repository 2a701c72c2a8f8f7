using System.CommandLine;
using System.Text.Json;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Checkpoints.KeyMaps;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Data.Dense;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Models.Yolos;
using Spectre.Console;

namespace Fuse3D.Cli.Verbs;

/// <summary><c>fuse3d weights import</c>: a published checkpoint becomes a model folder that <c>fuse3d serve</c> accepts.</summary>
internal static class WeightsImport
{
    private const int Shown = 10;

    private static readonly Option<string?> Family = new("--family")
    {
        Description = $"Whose names the file uses: {string.Join(", ", PublishedFamilies.Names)}; otherwise its tensors tell",
    };

    private static readonly Option<FileSystemInfo?> Config = new("--config")
    {
        Description = "An experiment of configs, or a model folder, whose network this is; otherwise the tensors' shapes tell",
    };

    private static readonly Option<string?> Name = new("--name") { Description = "Name to serve it under (default: the file's)" };
    private static readonly Option<int?> Candidates = new("--candidates")
    {
        Description = "Candidates of a point detector, which no tensor tells (default: the checkpoint's settings, or 256)",
    };

    private static readonly Option<int[]> TableSize = new("--table-size")
    {
        Description = "Height and width in pixels that the image branch's position tables are made for",
        Arity = new(2, 2),
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string[]> Modalities = new("--modalities")
    {
        Description = "Modalities of a segmentation network that begins with a network of pictures (rgb depth where the file is no whole network)",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<FileInfo?> Labels = new("--labels")
    {
        Description = "Class names, one a line (default: those of the data set with so many classes)",
    };

    private static readonly Option<ulong> Seed = new("--seed")
    {
        Description = "For weights that are made new when a network begins with a classifier",
        DefaultValueFactory = _ => 0,
    };

    private static readonly Option<bool> Drop = new("--drop-unexpected") { Description = "Leave out tensors that the network does not know" };
    private static readonly Option<bool> AsJson = new("--json") { Description = "The report as one JSON object on stdout" };

    public static Command Verb()
    {
        Argument<FileSystemInfo> file = Weights.Source();
        Argument<DirectoryInfo> folder = new("folder") { Description = "The model folder to write" };
        const string About = "Make a model folder of a published checkpoint of Group-Free, YOLOS, TokenFusion, SegFormer, CEN, AsymFusion or Hugging Face's YOLOS and "
            + "SegFormer, or of a classifier (DeiT, Mix Transformer, ResNet) that a network starts from. Exit code 1, and no folder, when a tensor is missing, unexpected or of another shape.";
        Command verb = new Command("import", About)
        {
            file, folder, Family, Config, Name, Candidates, TableSize, Modalities, Labels, Seed, Drop, AsJson,
        }.WithExamples(
            "fuse3d weights import sunrgbd_l6o256.pth models/groupfree",
            "fuse3d weights import scannet_l12o512w2.pth models/groupfree --candidates 512",
            "fuse3d weights import yolos_s_200_pre.pth models/yolos",
            "fuse3d weights import deit_tiny_patch16_224.pth models/start --table-size 800 1333",
            "fuse3d weights import yolos-tiny/model.safetensors models/yolos --name yolos",
            "fuse3d weights import mit_b3.pth models/start --modalities rgb depth",
            "fuse3d weights import model-best.pth.tar models/cen",
            "fuse3d weights import model-best.pth.tar models/asymfusion --config configs/segmentation/nyudv2_asymfusion_r101.yaml",
            "fuse3d weights import checkpoint-gen.pkl models/translation --config configs/translation/taskonomy_cen_unet.yaml");
        verb.SetAction(parsed => Run(parsed.GetRequiredValue(file), parsed.GetRequiredValue(folder), OptionsOf(parsed), parsed.GetValue(AsJson)));
        return verb;
    }

    private static ImportOptions OptionsOf(ParseResult parsed)
    {
        IReadOnlyList<string>? labels = parsed.GetValue(Labels) is { } file ? ModelFolder.ReadLabels(file.FullName) : null;
        return new()
        {
            Family = parsed.GetValue(Family) is { } family ? PublishedFamilies.Parse(family) : null,
            Model = parsed.GetValue(Config) is { } config ? Described(config.FullName, labels, parsed.GetValue(Name)) : null,
            Name = parsed.GetValue(Name),
            Candidates = parsed.GetValue(Candidates),
            TableSize = parsed.GetValue(TableSize) is [var height, var width] ? new PictureSize(height, width) : null,
            Modalities = parsed.GetValue(Modalities) is { Length: > 0 } modalities ? modalities : null,
            Labels = labels,
            Seed = parsed.GetValue(Seed),
            DropUnexpected = parsed.GetValue(Drop),
        };
    }

    private static IDescribedNetwork Described(string path, IReadOnlyList<string>? labels, string? name)
    {
        IDescribedNetwork model = Directory.Exists(path)
            ? DenseModelFolder.Holds(path) ? DenseModelFolder.Open(path).Model : ModelFolder.Open(path).Described()
            : DenseRunConfig.Holds(path) ? Dense(path, labels) : RunConfig.Load(path).Described(path);
        return name is null ? model : model.Named(name);
    }

    private static DescribedDense Dense(string path, IReadOnlyList<string>? labels)
    {
        DenseRunConfig config = DenseRunConfig.Load(path);
        return config.Described(config.IsSegmentation ? labels ?? DenseDatasets.ClassNames(config.Data.Layout) : [], path);
    }

    private static int Run(FileSystemInfo file, DirectoryInfo folder, ImportOptions options, bool json)
    {
        using WeightFile weights = WeightFile.Open(file.FullName);
        ImportedModel model = CheckpointImport.Read(weights, options);
        ImportReport report = model.Report;
        if (json)
            Console.WriteLine(Json(report));
        else
            Print(report);
        if (!report.IsComplete)
        {
            Console.Error.WriteLine($"fuse3d: {file.FullName} does not fit the network; nothing was written");
            return 1;
        }

        model.Save(folder.FullName);
        if (!json)
            Console.WriteLine(folder.FullName);
        return 0;
    }

    private static string Json(ImportReport report) => JsonSerializer.Serialize(new
    {
        family = report.Family.Name(),
        container = report.Container,
        wrapped = report.Wrapped,
        isComplete = report.IsComplete,
        lists = report.Lists.ToDictionary(list => list.What, list => list.Names),
    });

    private static void Print(ImportReport report)
    {
        string container = report.Container.Length > 0 ? $", under '{report.Container}'" : "", wrapped = report.Wrapped ? ", names begin with 'module.'" : "";
        Console.Error.WriteLine($"{report.Family.Name()}{container}{wrapped}");
        foreach (var (what, names) in report.Lists.Where(list => list.Names.Count > 0))
        {
            string[] shown = what == "matched" ? [] : [.. names.Take(Shown)];
            Console.Error.WriteLine($"{names.Count,6} {what}");
            foreach (string name in shown)
                Console.Error.WriteLine($"         {name}");
            if (what != "matched" && names.Count > Shown)
                Console.Error.WriteLine($"         and {names.Count - Shown} more");
        }
    }
}
