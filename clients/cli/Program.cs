using System.CommandLine;
using Fuse3D.Cli;
using Fuse3D.Cli.Verbs;

RootCommand root = new("Find objects in 3D by fusing point clouds and pictures.")
{
    Serve.Verb(), Detect.Verb(), Streaming.Verb(), Demo.Verb(), Eval.Verb(), Score.Verb(), Train.Verb(), Weights.Verb(), Data.Verb(), Doctor.Verb(),
};
return await CommandLineHost.RunAsync(root, Serve.NameService(args));
