using BenchmarkDotNet.Running;
using Fuse3D.Bench.Frame;
using Fuse3D.Bench.Kernels;

if (args is ["kernels"])
    KernelRatios.Run();
else if (args is ["frame", ..])
    await FrameBenchmark.RunAsync(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 5);
else
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
