using BenchmarkDotNet.Running;
using Fuse3D.Bench.Kernels;

if (args is ["kernels"])
    KernelRatios.Run();
else
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
