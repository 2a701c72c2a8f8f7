using Fuse3D.Vision.Kernels;

namespace Fuse3D.Vision.Models.Packed;

/// <summary>Runs layers over a few rows on the calling thread, for chunks of work that go through several layers.</summary>
internal static unsafe class RowRuns
{
    /// <param name="x">[rows, inputs]</param>
    /// <param name="y">[rows, outputs]</param>
    /// <param name="add">adds to what <paramref name="y"/> holds</param>
    public static void RunHere(this PackedLinear layer, ReadOnlySpan<float> x, Span<float> y, bool add = false)
    {
        int rows = Rows(x.Length, layer.Inputs, y.Length, layer.Outputs);
        fixed (float* from = x, into = y)
        {
            for (int row = 0; row < rows; row += PackedLinear.BlockRows)
            {
                layer.RunBlock(
                    from + row * (long)layer.Inputs, layer.Inputs, Math.Min(PackedLinear.BlockRows, rows - row),
                    into + row * (long)layer.Outputs, layer.Outputs, add);
            }
        }
    }

    /// <inheritdoc cref="RunHere(PackedLinear, ReadOnlySpan{float}, Span{float}, bool)"/>
    public static void RunHere(this RowMlp layers, ReadOnlySpan<float> x, Span<float> y, bool add = false)
    {
        int rows = Rows(x.Length, layers.Inputs, y.Length, layers.Outputs);
        using Scratch scratch = new(layers.BlockScratch);
        fixed (float* from = x, into = y)
        {
            for (int row = 0; row < rows; row += PackedLinear.BlockRows)
            {
                layers.RunBlock(
                    from + row * (long)layers.Inputs, Math.Min(PackedLinear.BlockRows, rows - row),
                    into + row * (long)layers.Outputs, add, scratch.At);
            }
        }
    }

    // Pointers follow, so sizes that do not agree must not pass.
    private static int Rows(int x, int inputs, int y, int outputs)
    {
        int rows = x / inputs;
        if (x != rows * inputs || y != rows * outputs)
            throw new ArgumentException($"{x} values of {inputs} inputs and {y} of {outputs} outputs are not the same number of rows");
        return rows;
    }
}
