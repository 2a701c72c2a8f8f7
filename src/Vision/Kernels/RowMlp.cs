namespace Fuse3D.Vision.Kernels;

/// <summary>Linear layers one after the other over rows; what lies between them stays in cache. Immutable; any thread may run it.</summary>
public sealed unsafe class RowMlp
{
    private const int BlockRows = PackedLinear.BlockRows;
    private const int LineFloats = 16;
    private readonly PackedLinear[] _layers;
    private readonly int _stride;                   // between two layers: the widest and a line; rows a power of two apart share cache sets

    /// <param name="layers">each takes what the one before gives; at least one</param>
    public RowMlp(params PackedLinear[] layers)
    {
        ArgumentOutOfRangeException.ThrowIfZero(layers.Length, nameof(layers));
        for (int i = 1; i < layers.Length; i++)
        {
            if (layers[i].Inputs != layers[i - 1].Outputs)
                throw new InvalidInputException($"layer {i} takes {layers[i].Inputs} values, layer {i - 1} gives {layers[i - 1].Outputs}", nameof(layers));
        }

        _layers = [.. layers];
        _stride = layers.Max(layer => layer.Outputs) + LineFloats;
    }

    public int Inputs => _layers[0].Inputs;

    public int Outputs => _layers[^1].Outputs;

    /// <summary>Room that <see cref="RunBlock"/> needs, in floats.</summary>
    internal int BlockScratch => 2 * BlockRows * _stride;

    /// <summary>Runs over contiguous rows, spread over the workers; blocks until done.</summary>
    /// <param name="x">[rows, <see cref="Inputs"/>]</param>
    /// <param name="y">[rows, <see cref="Outputs"/>]; must not overlap <paramref name="x"/></param>
    /// <param name="add">adds to what <paramref name="y"/> holds instead of replacing it: a residual connection</param>
    public void Run(ReadOnlySpan<float> x, Span<float> y, bool add = false, Workers? workers = null)
    {
        int rows = x.Length / Inputs;
        if (x.Length != rows * Inputs)
            throw new InvalidInputException($"x has {x.Length} values, not a multiple of {Inputs}", nameof(x));
        ArgumentOutOfRangeException.ThrowIfNotEqual(y.Length, rows * Outputs, nameof(y));
        fixed (float* xAt = x, yAt = y)
        {
            (nint from, nint into) = ((nint)xAt, (nint)yAt);
            (workers ?? Workers.Shared).For((rows + BlockRows - 1) / BlockRows, chunk =>
            {
                using Scratch scratch = new(BlockScratch);
                int row = chunk * BlockRows;
                RunBlock(
                    (float*)from + row * (long)Inputs, Math.Min(BlockRows, rows - row), (float*)into + row * (long)Outputs, add, scratch.At);
            });
        }
    }

    /// <summary>Up to 64 contiguous rows on this thread.</summary>
    internal void RunBlock(float* x, int rows, float* y, bool add, float* scratch)
    {
        int xStride = Inputs;
        for (int i = 0; i < _layers.Length; i++)
        {
            bool last = i == _layers.Length - 1;
            float* into = last ? y : scratch + i % 2 * BlockRows * _stride;
            int stride = last ? Outputs : _stride;
            _layers[i].RunBlock(x, xStride, rows, into, stride, last && add);
            x = into;
            xStride = stride;
        }
    }
}
