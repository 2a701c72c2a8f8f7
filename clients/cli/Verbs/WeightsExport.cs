using System.CommandLine;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Checkpoints.KeyMaps;

namespace Fuse3D.Cli.Verbs;

/// <summary><c>fuse3d weights export</c>: safetensors under published names.</summary>
internal static class WeightsExport
{
    private const string Official = "official", HuggingFace = "hf", Everything = "all";

    public static Command Verb()
    {
        Argument<FileSystemInfo> file = Weights.Source("A model folder, or a weight file of any kind");
        Argument<FileInfo> target = new("target") { Description = "The .safetensors file to write" };
        Option<string> format = new("--format") { Description = "Whose names: the authors' (official), or those of Hugging Face's YolosForObjectDetection (hf)", DefaultValueFactory = _ => Official };
        format.AcceptOnlyFromAmong(Official, HuggingFace);
        Option<string> part = new("--part") { Description = "Of a fused model: everything, or one network under its own names", DefaultValueFactory = _ => Everything };
        part.AcceptOnlyFromAmong([Everything, .. Enum.GetNames<CheckpointPart>().Select(name => name.ToLowerInvariant())]);
        Option<bool> wrapped = new("--with-module-prefix") { Description = "'module.' before every name, for a network inside DataParallel" };
        Command verb = new Command("export", "Write weights as safetensors under published names and in the types that they have, so that PyTorch's load_state_dict takes them.")
        {
            file, target, format, part, wrapped,
        }.WithExamples(
            "fuse3d weights export models/groupfree groupfree.safetensors",
            "fuse3d weights export models/groupfree groupfree.safetensors --with-module-prefix",
            "fuse3d weights export models/yolos yolos.safetensors --format hf",
            "fuse3d weights export models/tokenfusion yolos.safetensors --part image");
        verb.SetAction(parsed => Run(parsed.GetRequiredValue(file), parsed.GetRequiredValue(target), new()
        {
            HuggingFace = parsed.GetValue(format) == HuggingFace,
            Part = Enum.TryParse(parsed.GetValue(part), ignoreCase: true, out CheckpointPart one) ? one : null,
            Wrapped = parsed.GetValue(wrapped),
        }));
        return verb;
    }

    private static void Run(FileSystemInfo file, FileInfo target, ExportOptions options)
    {
        using WeightFile weights = WeightFile.Open(file.FullName);
        int count = CheckpointExport.Write(weights, target.FullName, options);
        Console.Error.WriteLine($"{count} tensors");
        Console.WriteLine(target.FullName);
    }
}
