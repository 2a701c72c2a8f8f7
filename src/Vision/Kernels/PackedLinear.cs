using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fuse3D.Vision.Kernels;

/// <summary>y = activation(x Wᵀ + b) over rows, with the weights packed once for the inner loop. Immutable; any thread may run it.</summary>
/// <remarks>A row's result does not depend on the rows around it, nor on the number of workers.</remarks>
public sealed unsafe class PackedLinear
{
    internal const int BlockRows = 64;              // rows that share a block of weights while it is in the first-level cache
    private const int DepthBlock = 256;             // 32 KB of a panel
    private const int GroupPanels = 8;              // panels that one chunk of work goes through
    private const int LineFloats = 16;

    private readonly PackedColumns _layout;
    private readonly float[] _memory;               // pinned
    private readonly float* _weights;
    private readonly float* _bias;                  // [padded outputs]
    private readonly Activation _activation;

    /// <summary>Copies and packs; the arguments are not kept.</summary>
    /// <param name="weight">[outputs, inputs], as a linear layer has it; a 1x1 convolution's is the same</param>
    /// <param name="bias">[outputs], or empty for none</param>
    /// <param name="inputs">columns of the weight</param>
    /// <param name="activation">applied to every output</param>
    public PackedLinear(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, int inputs, Activation activation = Activation.None)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        if (weight.IsEmpty || weight.Length % inputs != 0)
            throw new InvalidInputException($"weight has {weight.Length} values, not a multiple of {inputs} inputs", nameof(weight));
        int outputs = weight.Length / inputs;
        if (!bias.IsEmpty && bias.Length != outputs)
            throw new InvalidInputException($"bias has {bias.Length} values; the weight has {outputs} outputs", nameof(bias));

        (_layout, _activation) = (new PackedColumns(inputs, outputs), activation);
        _memory = GC.AllocateArray<float>(checked((int)_layout.Length + _layout.PaddedColumns + LineFloats), pinned: true);
        fixed (float* start = _memory, from = weight)
        {
            _weights = (float*)(((nint)start + 63) & ~(nint)63);
            _bias = _weights + _layout.Length;
            for (int panel = 0; panel < _layout.Panels; panel++)
                _layout.Pack(panel, from, 1, inputs, _weights);
        }

        bias.CopyTo(new Span<float>(_bias, outputs));
    }

    public int Inputs => _layout.Depth;

    public int Outputs => _layout.Columns;

    /// <summary>Runs over rows, spread over the workers; blocks until done.</summary>
    /// <param name="x">rows of <see cref="Inputs"/> values, <paramref name="xStride"/> apart</param>
    /// <param name="y">rows of <see cref="Outputs"/> values, <paramref name="yStride"/> apart; must not overlap <paramref name="x"/></param>
    /// <param name="add">adds to what <paramref name="y"/> holds instead of replacing it: a residual connection</param>
    public void Run(ReadOnlySpan<float> x, int xStride, int rows, Span<float> y, int yStride, bool add = false, Workers? workers = null)
    {
        CheckRows(nameof(x), x.Length, xStride, rows, Inputs);
        CheckRows(nameof(y), y.Length, yStride, rows, Outputs);
        int groups = (_layout.Panels + GroupPanels - 1) / GroupPanels;
        fixed (float* xAt = x, yAt = y)
        {
            (nint from, nint into) = ((nint)xAt, (nint)yAt);
            (workers ?? Workers.Shared).For((rows + BlockRows - 1) / BlockRows * groups, chunk =>
            {
                int row = chunk / groups * BlockRows, panel = chunk % groups * GroupPanels;
                RunBlock(
                    (float*)from + row * (long)xStride, xStride, Math.Min(BlockRows, rows - row), (float*)into + row * (long)yStride, yStride, add,
                    panel, Math.Min(panel + GroupPanels, _layout.Panels));
            });
        }
    }

    /// <summary>The same over contiguous rows.</summary>
    public void Run(ReadOnlySpan<float> x, Span<float> y, bool add = false, Workers? workers = null) =>
        Run(x, Inputs, x.Length / Inputs, y, Outputs, add, workers);

    /// <summary>What <see cref="Run(ReadOnlySpan{float}, Span{float}, bool, Workers)"/> means, in double precision: its test oracle.</summary>
    internal static void RunScalar(
        ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, int inputs, Func<double, double> activation, Span<float> y)
    {
        int outputs = weight.Length / inputs;
        for (int i = 0; i < y.Length; i++)
        {
            double sum = bias.IsEmpty ? 0 : bias[i % outputs];
            for (int k = 0; k < inputs; k++)
                sum += (double)x[i / outputs * inputs + k] * weight[i % outputs * inputs + k];
            y[i] = (float)activation(sum);
        }
    }

    /// <summary>Up to <see cref="BlockRows"/> rows on this thread.</summary>
    internal void RunBlock(float* x, nint xStride, int rows, float* y, nint yStride, bool add = false) =>
        RunBlock(x, xStride, rows, y, yStride, add, 0, _layout.Panels);

    private void RunBlock(float* x, nint xStride, int rows, float* y, nint yStride, bool add, int firstPanel, int endPanel)
    {
        const int wide = MicroKernel.Wide;
        float* memory = stackalloc float[BlockRows * wide + LineFloats];
        float* tile = (float*)(((nint)memory + 63) & ~(nint)63);
        for (int panel = firstPanel; panel < endPanel; panel++)
        {
            int width = _layout.Width(panel);
            for (int k = 0; k < Inputs; k += DepthBlock)
            {
                float* weights = _weights + _layout.Start(panel) + (long)k * width;
                for (int r = 0; r < rows; r += MicroKernel.Rows)
                {
                    MicroKernel.Multiply(
                        x + r * xStride + k, xStride, Math.Min(MicroKernel.Rows, rows - r), weights, width, Math.Min(DepthBlock, Inputs - k),
                        tile + r * wide, wide, accumulate: k > 0);
                }
            }

            int column = panel * wide;
            Finish(tile, rows, _bias + column, Math.Min(width, Outputs - column), y + column, yStride, add);
        }
    }

    // y = (add ? y : 0) + activation(sums + bias), for the rows of one panel
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Finish(float* sums, int rows, float* bias, int columns, float* y, nint yStride, bool add)
    {
        for (int j = 0; j < columns; j += Vector512<float>.Count)
        {
            Vector512<float> shift = Vector512.Load(bias + j);
            float* from = sums + j, into = y + j;
            for (int r = 0; r < rows; r++, from += MicroKernel.Wide, into += yStride)
            {
                Vector512<float> value = Vector512.Load(from) + shift;
                if (_activation == Activation.Relu)
                    value = Vector512.MaxNative(value, Vector512<float>.Zero);
                else if (_activation == Activation.Gelu)
                    value = Exponential.Gelu(value);

                if (columns - j >= Vector512<float>.Count)
                    (add ? value + Vector512.Load(into) : value).Store(into);
                else
                    StorePart(value, columns - j, into, add);
            }
        }
    }

    private static void StorePart(Vector512<float> value, int columns, float* y, bool add)
    {
        for (int j = 0; j < columns; j++)
            y[j] = add ? value[j] + y[j] : value[j];
    }

    private static void CheckRows(string name, int length, int stride, int rows, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, width, name);
        if (rows > 0 && length < (rows - 1L) * stride + width)
            throw new InvalidInputException($"{name} has {length} values; {rows} rows of {width}, {stride} apart, reach to {(rows - 1L) * stride + width}", name);
    }
}
