using System.CommandLine;
using System.Globalization;
using Fuse3D.Vision.Checkpoints;

namespace Fuse3D.Cli.Verbs;

/// <summary><c>fuse3d weights half</c>: a model folder of half the size.</summary>
internal static class WeightsHalf
{
    public static Command Verb()
    {
        Argument<DirectoryInfo> model = new("model") { Description = "A model folder" };
        Argument<DirectoryInfo> target = new("target") { Description = "The model folder to write" };
        Command verb = new Command("half", "Write a model folder with its weights in half precision (float16), as they are shipped. Networks still calculate in float32.")
        {
            model, target,
        }.WithExamples("fuse3d weights half out/run/best models/mine");
        verb.SetAction(parsed =>
        {
            string source = parsed.GetRequiredValue(model).FullName, folder = parsed.GetRequiredValue(target).FullName;
            long bytes = DenseModelFolder.Holds(source)
                ? HalfWeights.Write(DenseModelFolder.Open(source), folder)
                : HalfWeights.Write(ModelFolder.Open(source), folder);
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"));
            Console.WriteLine(folder);
        });
        return verb;
    }
}
