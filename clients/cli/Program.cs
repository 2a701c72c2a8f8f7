using Fuse3D.Cli;
using Fuse3D.Cli.Verbs;

Consoles.UseOutput();
return await CommandLineHost.RunAsync(Root.Verb(), Serve.NameService(args));
