using System.CommandLine;

namespace Fuse3D.Cli.Verbs;

/// <summary><c>fuse3d</c>: all verbs.</summary>
internal static class Root
{
    public static RootCommand Verb()
    {
        RootCommand root = new("Find objects in 3D by fusing point clouds and pictures.")
        {
            Serve.Verb(), Detect.Verb(), Streaming.Verb(), Segment.Verb(), Translate.Verb(), Demo.Verb(), Eval.Verb(), Score.Verb(), Train.Verb(), Claims.Verb(), Weights.Verb(), Generate.Verb(), Data.Verb(), Doctor.Verb(),
        };
        root.WithExamples("fuse3d demo", "fuse3d doctor", "fuse3d VERB --help");
        Examples.AddTo(root);
        return root;
    }
}
