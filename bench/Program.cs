using System.Globalization;
using System.Reflection;
using BenchmarkDotNet.Running;
using Fuse3D.Bench.Data;
using Fuse3D.Bench.Dense;
using Fuse3D.Bench.Frame;
using Fuse3D.Bench.Grpc;
using Fuse3D.Bench.Kernels;
using Fuse3D.Bench.Metrics;
using Fuse3D.Bench.Rooms;
using Fuse3D.Bench.Services;
using Fuse3D.Bench.Training;

// Whole-program benchmarks by name, with their own arguments; everything else goes to BenchmarkDotNet.
Dictionary<string, Func<string[], Task>> programs = new()
{
    ["frame"] = own => FrameBenchmark.RunAsync(own is [var rounds, ..] ? int.Parse(rounds, CultureInfo.InvariantCulture) : 5),
    ["train"] = own =>
    {
        TrainingBenchmark.Run(own is [var rounds, ..] ? int.Parse(rounds, CultureInfo.InvariantCulture) : 5);
        return Task.CompletedTask;
    },
    ["dense"] = own =>
    {
        DenseBenchmark.Run(own is [var rounds, ..] ? int.Parse(rounds, CultureInfo.InvariantCulture) : 5, own is [_, var only, ..] ? only : null);
        return Task.CompletedTask;
    },
    ["grpc"] = _ => GrpcRatios.RunAsync(),
    ["processes"] = own => ProcessLatency.RunAsync(own is [var rounds, ..] ? int.Parse(rounds, CultureInfo.InvariantCulture) : 30),
    ["loader"] = own =>
    {
        LoaderBenchmark.Run(folder: own is [var folder, ..] ? folder : null);
        return Task.CompletedTask;
    },
    ["eval"] = own =>
    {
        EvaluatorBenchmark.Run(scenes: own is [var scenes, ..] ? int.Parse(scenes, CultureInfo.InvariantCulture) : 5000);
        return Task.CompletedTask;
    },
    ["rooms"] = own =>
    {
        RoomsBenchmark.Run(frames: own is [var frames, ..] ? int.Parse(frames, CultureInfo.InvariantCulture) : 50);
        return Task.CompletedTask;
    },
    ["kernels"] = _ =>
    {
        KernelRatios.Run();
        return Task.CompletedTask;
    },
};

if (args is [var name, .. var rest] && programs.TryGetValue(name, out Func<string[], Task>? run))
    await run(rest);
else
    BenchmarkSwitcher.FromAssembly(Assembly.GetExecutingAssembly()).Run([.. args, "--inProcess"]);     // its own build does not know our layout
