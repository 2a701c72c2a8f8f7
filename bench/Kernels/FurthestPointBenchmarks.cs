using BenchmarkDotNet.Attributes;
using Fuse3D.Vision.Kernels;

namespace Fuse3D.Bench.Kernels;

/// <summary>Furthest point sampling against its scalar twin.</summary>
public class FurthestPointBenchmarks
{
    private readonly int[] _picked = new int[2048];
    private float[] _xyz = [];

    [Params(20_000, 40_000)] public int Points { get; set; }    // a SUN RGB-D cloud, a ScanNet cloud

    [GlobalSetup] public void SetUp() => _xyz = RoomScan.Points(Points, seed: 1);

    [Benchmark(Baseline = true)] public void Scalar() => FurthestPoint.SampleScalar(_xyz, _picked);

    [Benchmark] public void Buckets() => FurthestPoint.Sample(_xyz, _picked);
}
