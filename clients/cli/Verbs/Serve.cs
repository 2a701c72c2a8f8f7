using System.CommandLine;
using Fuse3D.ServiceDefaults.Hosting;
using Fuse3D.Services.Fusion;
using Fuse3D.Services.Image;
using Fuse3D.Services.PointCloud;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Fusion;
using Microsoft.AspNetCore.Builder;

namespace Fuse3D.Cli.Verbs;

/// <summary><c>fuse3d serve</c>: runs services until they are told to stop.</summary>
internal static class Serve
{
    public static Command Verb()
    {
        Argument<string> which = new("service")
        {
            Description = "all: the three in one process, which share the networks; or one of them",
            DefaultValueFactory = _ => "all",
        };
        which.AcceptOnlyFromAmong("all", "pointcloud", "image", "fusion");
        Command verb = new Command("serve",
            "Run the services until Ctrl-C or SIGTERM. What follows is handed to the service: --model FOLDER, --grpc-port, --http-port, --bind, ...; a wrong option lists them all.")
        {
            which,
        }.WithExamples(
            "fuse3d serve --model models/tokenfusion",
            "fuse3d serve pointcloud --model models/tokenfusion --grpc-port 5101",
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

    /// <summary>Loads each network once: the fusion works with the very branches that the other two services serve.</summary>
    private static IReadOnlyList<WebApplication> BuildAll(string[] args)
    {
        if (args.FirstOrDefault(argument => argument.StartsWith("--grpc-port", StringComparison.Ordinal) || argument.StartsWith("--http-port", StringComparison.Ordinal)) is { } port)
            throw new CommandFailure($"{port.Split('=')[0]} cannot be given to all services at once; serve them one by one to choose ports");
        int at = Array.IndexOf(args, "--model");
        if (at < 0 || at + 1 == args.Length)
            throw new CommandFailure("--model FOLDER is missing");
        ModelFolder folder = ModelFolder.Open(args[at + 1]);
        (LocalPointBranch points, LocalImageBranch image) = (folder.LoadPoints(), folder.LoadImage());
        return [PointCloudHost.Build(args, points), ImageHost.Build(args, image), FusionHost.Build(args, points, image)];
    }
}
