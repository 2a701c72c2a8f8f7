using System.CommandLine;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Checkpoints.KeyMaps;

namespace Fuse3D.Cli.Verbs;

/// <summary><c>fuse3d weights split</c> and <c>join</c>: a fused model as one folder for each service, and back.</summary>
internal static class WeightsParts
{
    public static Command Split()
    {
        Argument<DirectoryInfo> folder = new("folder") { Description = "A fused model folder" };
        Argument<DirectoryInfo> target = new("target") { Description = "Gets the folders points, image and fusion" };
        Command verb = new Command("split", "Cut a fused model into a folder for each of the three services.") { folder, target }.WithExamples(
            "fuse3d weights split models/tokenfusion out/parts",
            "fuse3d serve pointcloud --model out/parts/points");
        verb.SetAction(parsed =>
        {
            foreach (string path in ModelParts.Split(ModelFolder.Open(parsed.GetRequiredValue(folder).FullName), parsed.GetRequiredValue(target).FullName))
                Console.WriteLine(path);
        });
        return verb;
    }

    public static Command Join()
    {
        Argument<DirectoryInfo[]> parts = new("parts") { Description = "Folders of one fused model", Arity = new(2, 3) };
        Option<DirectoryInfo> target = new("--out") { Description = "The model folder to write", Required = true };
        Command verb = new Command("join", "Put the parts of a fused model together.") { parts, target }.WithExamples(
            "fuse3d weights join out/parts/points out/parts/image out/parts/fusion --out models/tokenfusion");
        verb.SetAction(parsed =>
        {
            ModelParts.Join([.. parsed.GetRequiredValue(parts).Select(part => ModelFolder.Open(part.FullName))], parsed.GetRequiredValue(target).FullName);
            Console.WriteLine(parsed.GetRequiredValue(target).FullName);
        });
        return verb;
    }
}
