using BenchmarkDotNet.Attributes;
using Fuse3D.Vision.Kernels;

namespace Fuse3D.Bench.Kernels;

/// <summary>The ball query of the first set abstraction and the three-nearest search of a feature propagation, against their scalar twins.</summary>
[GroupBenchmarksBy(BenchmarkDotNet.Configs.BenchmarkLogicalGroupRule.ByCategory)]
public class NeighbourBenchmarks
{
    private const int Centres = 2048, Samples = 64;
    private const float Radius = .2f;
    private readonly int[] _indices = new int[Centres * Samples], _three = new int[3 * Centres];
    private readonly float[] _distances = new float[3 * Centres];
    private float[] _xyz = [], _centres = [];

    [Params(20_000, 40_000)] public int Points { get; set; }    // a SUN RGB-D cloud, a ScanNet cloud

    [GlobalSetup]
    public void SetUp()
    {
        int[] picked = new int[Centres];
        _xyz = RoomScan.Points(Points, seed: 1);
        FurthestPoint.Sample(_xyz, picked);
        _centres = [.. picked.SelectMany(i => _xyz[(3 * i)..][..3])];
    }

    [Benchmark(Baseline = true), BenchmarkCategory("ball")] public void BallScalar() => BallQuery.QueryScalar(_xyz, _centres, Radius, Samples, _indices);

    [Benchmark, BenchmarkCategory("ball")] public void BallGrid() => BallQuery.Query(_xyz, _centres, Radius, Samples, _indices);

    [Benchmark(Baseline = true), BenchmarkCategory("three")]
    public void ThreeScalar() => ThreeNearest.QueryScalar(_centres, _centres.AsSpan(0, 3 * Centres / 2), _distances, _three);

    [Benchmark, BenchmarkCategory("three")]
    public void ThreeVectors() => ThreeNearest.Query(_centres, _centres.AsSpan(0, 3 * Centres / 2), _distances, _three);
}
