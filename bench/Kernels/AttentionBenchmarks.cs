using BenchmarkDotNet.Attributes;
using Fuse3D.Vision.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Bench.Kernels;

/// <summary>Attention of YOLOS-Ti at 512 x 704 and of a Group-Free decoder layer, against matmul, softmax, matmul in libtorch.</summary>
public class AttentionBenchmarks : IDisposable
{
    private AttentionShape _shape;
    private float[] _packed = [], _output = [];
    private Tensor _query = null!, _key = null!, _value = null!;

    [Params(1586, 1024)] public int Tokens { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        (int heads, int headSize) = Tokens == 1586 ? (3, 64) : (8, 36);
        var random = new Random(1);
        _shape = AttentionShape.PackedSelf(1, Tokens, heads, headSize);
        _packed = [.. Enumerable.Range(0, Tokens * 3 * heads * headSize).Select(_ => random.NextSingle() * 2 - 1)];
        _output = new float[Tokens * heads * headSize];
        using Tensor packed = tensor(_packed, [Tokens, 3, heads, headSize]);
        Tensor[] parts = packed.permute(1, 2, 0, 3).contiguous().unbind(0);             // [heads, tokens, headSize] each
        (_query, _key, _value) = (parts[0] * MathF.Pow(headSize, -.5f), parts[1], parts[2]);
    }

    [Benchmark(Baseline = true)]
    public void Libtorch()
    {
        using var mode = inference_mode();
        using Tensor keys = _key.transpose(1, 2), scores = _query.matmul(keys), weights = scores.softmax(-1), output = weights.matmul(_value);
    }

    [Benchmark]
    public void Tiled()
    {
        int width = _shape.Heads * _shape.HeadSize;
        TiledAttention.Run(_packed, _packed.AsSpan(width), _packed.AsSpan(2 * width), _output, _shape);
    }

    public void Dispose()
    {
        _query.Dispose();
        _key.Dispose();
        _value.Dispose();
        GC.SuppressFinalize(this);
    }
}
