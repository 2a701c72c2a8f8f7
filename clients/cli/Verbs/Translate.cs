using System.CommandLine;
using Fuse3D.Cli.Dense;
using Fuse3D.V1;

namespace Fuse3D.Cli.Verbs;

/// <summary><c>fuse3d translate</c>: a view, or all views of a data set, in another domain.</summary>
internal static class Translate
{
    public static Command Verb()
    {
        DenseArguments arguments = new(DenseKind.Translation);
        Command verb = new Command("translate", "Make a view's picture in another domain of the pictures in some. With --out: ID_TARGET.png and ID_side_by_side.png.").WithExamples(
            "fuse3d translate --input reshading=a.png --input edge_texture=b.png --model models/translation --out out",
            "fuse3d translate --input reshading=a.png --input edge_texture=b.png --server http://127.0.0.1:5102 --json",
            "fuse3d translate --data data/taskonomy --layout taskonomy --split val --model models/translation --out out");
        arguments.AddTo(verb);
        verb.SetAction((parsed, cancel) => new DenseRun(arguments, parsed).RunAsync(cancel));
        return verb;
    }
}
