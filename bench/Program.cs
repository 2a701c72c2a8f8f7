using System.Globalization;
using BenchmarkDotNet.Running;
using Fuse3D.Bench.Frame;
using Fuse3D.Bench.Grpc;
using Fuse3D.Bench.Kernels;

// Whole-program benchmarks by name, with their own arguments; everything else goes to BenchmarkDotNet.
Dictionary<string, Func<string[], Task>> programs = new()
{
    ["frame"] = own => FrameBenchmark.RunAsync(own is [var rounds, ..] ? int.Parse(rounds, CultureInfo.InvariantCulture) : 5),
    ["grpc"] = _ => GrpcRatios.RunAsync(),
    ["kernels"] = _ =>
    {
        KernelRatios.Run();
        return Task.CompletedTask;
    },
};

if (args is [var name, .. var rest] && programs.TryGetValue(name, out Func<string[], Task>? run))
    await run(rest);
else
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run([.. args, "--inProcess"]);     // its own build does not know our layout
