using System.CommandLine;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Fusion;

namespace Fuse3D.Cli.Verbs;

/// <summary><c>fuse3d weights</c>: look into weight files, bring published ones in and give ours out.</summary>
internal static class Weights
{
    public static Command Verb() => new Command("weights", "Look into weight files, import published checkpoints, export ours, and write untrained ones.")
    {
        WeightsInspect.Verb(), WeightsImport.Verb(), WeightsExport.Verb(), WeightsParts.Split(), WeightsParts.Join(), WeightsHalf.Verb(), Hashed(),
    }.WithExamples("fuse3d weights inspect ckpt_epoch_600.pth", "fuse3d weights import ckpt_epoch_600.pth out/model", "fuse3d weights hashed out/model");

    /// <summary>A weight file, or a folder that has one.</summary>
    public static Argument<FileSystemInfo> Source(string description = "A .pth, .pth.tar, .pkl, .pt or .safetensors file, an index of shards, or a model folder") =>
        new("file") { Description = description };

    private static Command Hashed()
    {
        Argument<DirectoryInfo> folder = new("folder") { Description = "The model folder to write" };
        Option<ulong> seed = new("--seed") { Description = "Another seed, other weights", DefaultValueFactory = _ => 0 };
        Option<FileInfo?> rule = new("--rule") { Description = "A .safetensors file whose metadata holds seed, fill_overrides and fill_constants; instead of --seed" };
        Option<string> exchange = new("--exchange") { Description = "What the branches share", DefaultValueFactory = _ => "scored" };
        exchange.AcceptOnlyFromAmong("scored", "random", "concat", "none");
        Command verb = new Command("hashed", "Write a fused SUN RGB-D model (Group-Free L6,O256 with YOLOS-Ti) with weights made from their names by a hash: for trials, it detects nothing.")
        {
            folder, seed, rule, exchange,
        }.WithExamples("fuse3d weights hashed out/model", "fuse3d weights hashed out/model --rule case.safetensors");
        verb.SetAction(parsed =>
        {
            HashedWeights weights = parsed.GetValue(rule) is { } file ? Rule(file) : HashedModels.Exchanging(parsed.GetValue(seed));
            HashedModels.WriteSunRgbd(parsed.GetRequiredValue(folder).FullName, weights, exchange: parsed.GetRequiredValue(exchange));
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
}
