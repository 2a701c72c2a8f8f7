using System.CommandLine;
using Fuse3D.Cli.Evaluation;
using Fuse3D.Vision.Fusion;

namespace Fuse3D.Cli.Verbs;

/// <summary><c>fuse3d eval</c>: measures a network on a split of a data set.</summary>
internal static class Eval
{
    private static readonly Argument<FileInfo> Config = new("config") { Description = "What is evaluated, and how: a file such as configs/detection/sunrgbd_groupfree_L6_O256.yaml" };
    private static readonly Option<string?> Data = new("--data") { Description = "The data set's folder, instead of data.root" };
    private static readonly Option<string?> Split = new("--split") { Description = "Which split, instead of data.val" };
    private static readonly Option<DirectoryInfo?> Model = new("--model") { Description = "The model folder; needed in process, and checked against a service's weights" };
    private static readonly Option<string> Device = new("--device") { Description = "Where the networks run in process: cpu, cpu:modules, cuda or cuda:N", DefaultValueFactory = _ => "cpu" };
    private static readonly Option<Uri?> Service = new("--service")
    {
        Description = "Ask the service at this address instead of running the networks here",
        CustomParser = DetectorOptions.ParseAddress,
    };

    private static readonly Option<int?> InFlight = new("--in-flight") { Description = "Frames on their way at once, 1..256; without it 3 in process and 8 to a service" };
    private static readonly Option<double> Timeout = new("--timeout") { Description = "Seconds to wait for a service's answer", DefaultValueFactory = _ => 60 };
    private static readonly Option<double> Patience = new("--patience") { Description = "Seconds in which a lost service may come back", DefaultValueFactory = _ => 60 };
    private static readonly Option<string?> Heads = new("--heads") { Description = "Heads that boxes are read from, each measured by itself: last, proposal, 0, 1, ..., last_three, all_layers" };
    private static readonly Option<int?> Repeats = new("--repeats") { Description = "Times that the clouds are drawn anew" };
    private static readonly Option<string?> Thresholds = new("--thresholds") { Description = "IoU above which a box counts as found, for example 0.25,0.5" };
    private static readonly Option<string?> Protocol = new("--protocol") { Description = "published, exact, or a protocol's id" };
    private static readonly Option<FileInfo?> Inception = new("--inception") { Description = "Inception's weights for FID and KID of translations (pt_inception-2015-12-05-6726825d.pth); without them both are left out" };
    private static readonly Option<DirectoryInfo?> Features = new("--features") { Description = "A model folder (segformer, rgb alone) whose encoder looks at translated pictures instead of Inception; its distances are no FID" };
    private static readonly Option<string?> Scales = new("--scales") { Description = "Sizes that a segmentation looks at, for example 0.75,1,1.25" };
    private static readonly Option<bool> Flip = new("--flip") { Description = "Segmentation and translation look at the mirrored frame, too" };
    private static readonly Option<int?> Limit = new("--limit") { Description = "Only the first so many frames" };
    private static readonly Option<string[]> Set = new("--set") { Description = "Another value of the configuration, as data.points=40000", DefaultValueFactory = _ => [] };
    private static readonly Option<DirectoryInfo?> Output = new("--out") { Description = "Where results and the report go; without it out/eval/NAME" };
    private static readonly Option<bool> Resume = new("--resume") { Description = "Go on from what an interrupted run left there" };
    private static readonly Option<int> Pictures = new("--pictures") { Description = "Best and worst frames that are drawn, so many of each", DefaultValueFactory = _ => 3 };
    private static readonly Option<bool> Json = new("--json") { Description = "The report as one JSON object on stdout instead of tables" };

    public static Command Verb()
    {
        Command verb = new Command("eval", "Measure a network on a split of a data set: mAP and AR in 3D, COCO's AP in 2D; accuracies and IoU of segmentation; errors, FID and KID of translation. Exit code 1 when a frame failed.") { Config }.WithExamples(
            "fuse3d eval configs/detection/sunrgbd_groupfree_L6_O256.yaml --model models/groupfree --data data/sunrgbd",
            "fuse3d eval configs/detection/sunrgbd_groupfree_L6_O256.yaml --model models/groupfree --heads last,all_layers --repeats 5 --resume",
            "fuse3d eval configs/detection/sunrgbd_tokenfusion_L6_O256_tiny.yaml --service http://127.0.0.1:5103 --in-flight 16",
            "fuse3d eval configs/segmentation/nyudv2_segformer_b3.yaml --model models/segformer --data data/nyudv2 --scales 0.75,1,1.25 --flip",
            "fuse3d eval configs/segmentation/nyudv2_segformer_b3.yaml --service http://127.0.0.1:5102 --data data/nyudv2",
            "fuse3d eval configs/translation/taskonomy_cen_unet.yaml --model models/unet --data data/taskonomy --inception pt_inception-2015-12-05-6726825d.pth");
        foreach (Option option in (Option[])[Data, Split, Model, Device, Service, InFlight, Timeout, Patience, Heads, Repeats, Thresholds, Protocol, Inception, Features, Scales, Flip, Limit, Set, Output, Resume, Pictures, Json])
            verb.Add(option);
        verb.SetAction((parsed, cancel) => EvalCommand.RunAsync(Read(parsed), cancel));
        return verb;
    }

    private static EvalRequest Read(ParseResult parsed) => new(parsed.GetRequiredValue(Config).FullName, Overrides(parsed))
    {
        Model = parsed.GetValue(Model)?.FullName,
        Device = ComputeDevice.Parse(parsed.GetRequiredValue(Device)),
        Service = parsed.GetValue(Service),
        InFlight = Within("--in-flight", parsed.GetValue(InFlight), 1, 256),
        Timeout = Seconds("--timeout", parsed.GetValue(Timeout)),
        Patience = Seconds("--patience", parsed.GetValue(Patience)),
        Inception = parsed.GetValue(Inception)?.FullName,
        Features = parsed.GetValue(Features)?.FullName,
        Limit = Within("--limit", parsed.GetValue(Limit), 1, int.MaxValue),
        Output = parsed.GetValue(Output)?.FullName,
        Resume = parsed.GetValue(Resume),
        Pictures = Within("--pictures", parsed.GetValue(Pictures), 0, 1_000)!.Value,
        Json = parsed.GetValue(Json),
    };

    // As values of the configuration they are checked there, by the same rules as a file's.
    private static List<string> Overrides(ParseResult parsed)
    {
        List<string> overrides = [.. parsed.GetRequiredValue(Set)];
        void Add(string key, string? value)
        {
            if (value is not null)
                overrides.Add($"{key}={value}");
        }

        Add("data.root", parsed.GetValue(Data));
        Add("data.val", parsed.GetValue(Split));
        Add("eval.heads", parsed.GetValue(Heads) is { } heads ? $"[{heads}]" : null);
        Add("eval.protocol", parsed.GetValue(Protocol));
        Add("eval.thresholds", parsed.GetValue(Thresholds) is { } thresholds ? $"[{thresholds}]" : null);
        Add("eval.scales", parsed.GetValue(Scales) is { } scales ? $"[{scales}]" : null);
        Add("eval.flip", parsed.GetValue(Flip) ? "true" : null);
        Add("eval.repeats", parsed.GetValue(Repeats)?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return overrides;
    }

    private static int? Within(string option, int? value, int least, int most) => value is null || (value >= least && value <= most)
        ? value
        : throw new CommandFailure($"{option} is {value}; it may be {least} to {most}");

    private static TimeSpan Seconds(string option, double seconds) => seconds is > 0 and < 1e6
        ? TimeSpan.FromSeconds(seconds)
        : throw new CommandFailure($"{option} is {seconds}; it must be above 0");
}
