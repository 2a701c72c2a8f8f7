using System.CommandLine;
using Fuse3D.Cli.Dense;
using Fuse3D.V1;

namespace Fuse3D.Cli.Verbs;

/// <summary><c>fuse3d segment</c>: a class for every pixel of a view, or of all views of a data set.</summary>
internal static class Segment
{
    public static Command Verb()
    {
        DenseArguments arguments = new(DenseKind.Segmentation);
        Command verb = new Command("segment", "Find the class of every pixel of RGB-D pictures. With --out: ID_labels.png (indexed), ID_colours.png and ID_side_by_side.png.").WithExamples(
            "fuse3d segment --rgb a.png --depth b.png --model models/segformer --out out",
            "fuse3d segment --rgb a.jpg --depth b.png --metres-per-unit 0.001 --server http://127.0.0.1:5102 --json",
            "fuse3d segment --data data/nyudv2 --layout nyudv2 --split val --model models/segformer --exchange --out out");
        arguments.AddTo(verb);
        verb.SetAction((parsed, cancel) => new DenseRun(arguments, parsed).RunAsync(cancel));
        return verb;
    }
}
