using System.CommandLine;
using Fuse3D.ServiceDefaults.Dense;
using Fuse3D.ServiceDefaults.Hosting;
using Fuse3D.Services.Fusion;
using Fuse3D.Services.Image;
using Fuse3D.Services.PointCloud;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Fusion;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Fuse3D.Cli.Verbs;

/// <summary><c>fuse3d serve</c>: runs services until they are told to stop.</summary>
internal static class Serve
{
    /// <summary>Options of dense models that the image service alone reads, and those that the fusion service alone reads.</summary>
    private static readonly string[] OfDense = ["--dense-model", "--dense-megapixels", "--dense-tile-pixels"], OfLabels = ["--dense", "--dense-name", "--dense-folder", "--dense-timeout"];

    public static Command Verb()
    {
        Argument<string> which = new("service")
        {
            Description = "all: the three in one process, which share the networks; or one of them",
            DefaultValueFactory = _ => "all",
        };
        which.AcceptOnlyFromAmong("all", "pointcloud", "image", "fusion");
        Command verb = new Command("serve",
            "Run the services until Ctrl-C or SIGTERM. What follows is handed to the service: --model FOLDER, --device cpu|cuda|cuda:N, --grpc-port, --http-port, --bind, ...; a wrong option lists them all.")
        {
            which,
        }.WithExamples(
            "fuse3d serve --model models/tokenfusion",
            "fuse3d serve pointcloud --model models/tokenfusion --grpc-port 5101",
            "fuse3d serve image --dense-model models/segformer --dense-model models/translation",
            "fuse3d serve fusion --model models/tokenfusion --points http://10.0.0.2:5101 --image http://10.0.0.3:5102 --bind 0.0.0.0");
        verb.TreatUnmatchedTokensAsErrors = false;
        verb.SetAction(parsed =>
        {
            string[] rest = [.. parsed.UnmatchedTokens];
            return parsed.GetRequiredValue(which) switch
            {
                "pointcloud" => ServiceProcess.RunAsync("fuse3d pointcloud", () => [PointCloudHost.Build(rest)]),
                "image" => ServiceProcess.RunAsync("fuse3d image", () => [ImageHost.Build(rest)]),
                "fusion" => ServiceProcess.RunAsync("fuse3d fusion", () => [FusionHost.Build(rest)]),
                _ => ServiceProcess.RunAsync("fuse3d", () => BuildAll(rest)),
            };
        });
        return verb;
    }

    /// <summary>"serve --model X" means "serve all --model X": the parser would take the option for the name of a service.</summary>
    public static string[] NameService(string[] args) =>
        args is ["serve", ['-', ..] option, ..] && option is not ("--help" or "-h" or "-?") ? ["serve", "all", .. args[1..]] : args;

    /// <summary>Loads each network once: the fusion works with the very branches that the other two services serve.</summary>
    private static IReadOnlyList<WebApplication> BuildAll(string[] args)
    {
        if (args.FirstOrDefault(argument => argument.StartsWith("--grpc-port", StringComparison.Ordinal) || argument.StartsWith("--http-port", StringComparison.Ordinal)) is { } port)
            throw new CommandFailure($"{port.Split('=')[0]} cannot be given to all services at once; serve them one by one to choose ports");
        string model = Take([.. args], "--model") ?? throw new CommandFailure("--model FOLDER is missing");
        Precision precision = PrecisionOf(Take([.. args], "--precision"));
        ComputeDevice device = ComputeDevice.Parse(Take([.. args], "--device") ?? "cpu");
        ModelFolder folder = ModelFolder.Open(model);
        (IPointBranch points, IImageBranch image) = (folder.LoadPoints(device), folder.LoadImage(device, precision));
        WebApplication images = ImageHost.Build(Without(args, OfLabels), image);
        return
        [
            PointCloudHost.Build(Without(args, ["--precision", .. OfDense, .. OfLabels]), points), images,
            FusionHost.Build(Without(args, OfDense), points, image, images.Services.GetRequiredService<DenseModels>()),
        ];
    }

    private static Precision PrecisionOf(string? text) => Enum.TryParse(text ?? "full", ignoreCase: true, out Precision precision)
        ? precision
        : throw new CommandFailure($"--precision {text}: it may be full or half");

    private static string[] Without(string[] args, params ReadOnlySpan<string> names)
    {
        List<string> rest = [.. args];
        foreach (string name in names)
        {
            while (Take(rest, name) is not null)
                continue;
        }

        return [.. rest];
    }

    /// <summary>Takes an option out of arguments, written as --name VALUE or --name=VALUE; null where it is not given.</summary>
    private static string? Take(List<string> args, string name)
    {
        int at = args.FindIndex(argument => argument == name || argument.StartsWith($"{name}=", StringComparison.Ordinal));
        if (at < 0 || args[at] == name && at + 1 == args.Count)
            return null;
        string value = args[at] == name ? args[at + 1] : args[at][(name.Length + 1)..];
        args.RemoveRange(at, args[at] == name ? 2 : 1);
        return value;
    }
}
