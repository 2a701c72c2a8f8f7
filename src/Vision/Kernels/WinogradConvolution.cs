using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fuse3D.Vision.Kernels;

/// <summary>A 3x3 convolution of stride 1 by Winograd's minimal filtering F(2x2, 3x3): 16 products for four outputs instead of 36.</summary>
/// <remarks>
/// Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016, section 4.1. Outputs are made in tiles of 2x2 from tiles of
/// 4x4 inputs: both tile and filter are transformed, multiplied point by point, summed over the input channels and transformed back. Immutable;
/// any thread may run it; a result does not depend on the number of workers. B pictures, C channels.
/// </remarks>
public sealed unsafe class WinogradConvolution
{
    private const int Points = 16;                      // of a transformed tile
    private const int GroupTiles = 4;                   // neighbours in a row of tiles, one vector
    private const int DepthBlock = 256;                 // input channels that are transformed at a time: half a megabyte
    private const int LineFloats = 16;

    private readonly float[] _memory;                   // pinned
    private readonly float* _filters;                   // [point][outputs, a multiple of 8][inputs], missing outputs are 0
    private readonly float[] _bias;

    /// <summary>Transforms the filters; the arguments are not kept.</summary>
    /// <param name="weight">[outputs, inputs, 3, 3]</param>
    /// <param name="bias">[outputs], or empty for none</param>
    public WinogradConvolution(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, int inputs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        if (weight.IsEmpty || weight.Length % (9L * inputs) != 0)
            throw new InvalidInputException($"weight has {weight.Length} values, not a multiple of {inputs} inputs times 9", nameof(weight));
        (Inputs, Outputs) = (inputs, weight.Length / (9 * inputs));
        if (!bias.IsEmpty && bias.Length != Outputs)
            throw new InvalidInputException($"bias has {bias.Length} values; the weight has {Outputs} outputs", nameof(bias));

        _bias = new float[Outputs];
        bias.CopyTo(_bias);
        _memory = GC.AllocateArray<float>(checked(Points * PaddedOutputs * inputs + LineFloats), pinned: true);
        fixed (float* start = _memory)
            _filters = (float*)(((nint)start + 63) & ~(nint)63);
        for (int output = 0; output < Outputs; output++)
        {
            for (int input = 0; input < inputs; input++)
                Transform(weight.Slice((output * inputs + input) * 9, 9), _filters + (long)output * inputs + input);
        }
    }

    /// <summary>
    /// Of inputs and outputs, from which it is faster than oneDNN's direct convolution: with fewer, transforming tiles costs what the products
    /// that it saves do. Where vectors have 512 bits, products cost half as much (<c>bench kernels</c>).
    /// </summary>
    public static int LeastChannels => Vector512.IsHardwareAccelerated ? 128 : 32;

    public int Inputs { get; }

    public int Outputs { get; }

    // Tiles of a panel: what of it is used at once fits the first-level cache.
    private static int Width => Vector512.IsHardwareAccelerated ? MicroKernel.Wide : MicroKernel.Narrow;

    private static int PanelGroups => Width / GroupTiles;

    private int PaddedOutputs => (Outputs + MicroKernel.Rows - 1) / MicroKernel.Rows * MicroKernel.Rows;

    /// <summary>Values in a row of an input that outputs of this width need.</summary>
    public static int PaddedWidth(int width) => 2 * GroupTiles * GroupsOf(width) + 2;

    /// <summary>Rows of an input that outputs of this height need.</summary>
    public static int PaddedHeight(int height) => (height + 1) / 2 * 2 + 2;

    /// <summary>Spread over the workers; blocks until done.</summary>
    /// <param name="x">
    /// [B, <see cref="Inputs"/>, <see cref="PaddedHeight"/>, <see cref="PaddedWidth"/>]: the first output is of the first three rows and columns;
    /// beyond the last that outputs need, any finite values
    /// </param>
    /// <param name="y">[B, <see cref="Outputs"/>, height, width]</param>
    public void Run(ReadOnlySpan<float> x, Span<float> y, int batch, int height, int width, Workers? workers = null)
    {
        var shape = new Shape(batch, height, width);
        CheckLength(nameof(x), x.Length, (long)batch * Inputs * shape.InputPlane);
        CheckLength(nameof(y), y.Length, (long)batch * Outputs * height * width);
        fixed (float* xAt = x, yAt = y)
        {
            (nint from, nint into) = ((nint)xAt, (nint)yAt);
            (workers ?? Workers.Shared).For(shape.Parts, part => RunPart((float*)from, (float*)into, shape, part));
        }
    }

    private static int GroupsOf(int width) => (width + 2 * GroupTiles - 1) / (2 * GroupTiles);

    // Some panels of tiles, for all outputs. Point by point: its filters stay in the second-level cache for all panels, a panel's tiles in the first.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunPart(float* x, float* y, Shape shape, int part)
    {
        int first = part * Shape.PartGroups, groups = Math.Min(Shape.PartGroups, shape.Groups - first);
        int panels = (groups * GroupTiles + Width - 1) / Width, block = Math.Min(DepthBlock, Inputs);
        long panelTiles = (long)Points * block * Width, panelSums = (long)Points * PaddedOutputs * Width;
        using Scratch tiles = new(panels * panelTiles), sums = new(panels * panelSums);
        for (int channel = 0; channel < Inputs; channel += DepthBlock)
        {
            int depth = Math.Min(DepthBlock, Inputs - channel);
            if (groups * GroupTiles < panels * Width)
                new Span<float>(tiles.At + (panels - 1) * panelTiles, (int)panelTiles).Clear();
            for (int group = 0; group < groups; group++)
                TransformInput(x, shape, first + group, channel, depth, tiles.At + group / PanelGroups * panelTiles + group % PanelGroups * GroupTiles);
            for (int point = 0; point < Points; point++)
            {
                for (int panel = 0; panel < panels; panel++)
                {
                    float* filters = _filters + (long)point * PaddedOutputs * Inputs + channel;
                    float* from = tiles.At + panel * panelTiles + (long)point * depth * Width, into = sums.At + panel * panelSums + (long)point * PaddedOutputs * Width;
                    for (int output = 0; output < Outputs; output += MicroKernel.Rows)
                    {
                        MicroKernel.Multiply(
                            filters + (long)output * Inputs, Inputs, MicroKernel.Rows, from, Width, depth, into + output * Width, Width, accumulate: channel > 0);
                    }
                }
            }
        }

        for (int group = 0; group < groups; group++)
            TransformSums(sums.At + group / PanelGroups * panelSums + group % PanelGroups * GroupTiles, y, shape, first + group);
    }

    // U = G g G^T
    private void Transform(ReadOnlySpan<float> filter, float* into)
    {
        Span<double> half = stackalloc double[4 * 3];
        for (int j = 0; j < 3; j++)
        {
            double a = filter[j], b = filter[3 + j], c = filter[6 + j];
            (half[j], half[3 + j], half[6 + j], half[9 + j]) = (a, (a + b + c) / 2, (a - b + c) / 2, c);
        }

        long next = (long)PaddedOutputs * Inputs;
        for (int i = 0; i < 4; i++)
        {
            double a = half[3 * i], b = half[3 * i + 1], c = half[3 * i + 2];
            float* row = into + 4 * i * next;
            (row[0], row[next], row[2 * next], row[3 * next]) = ((float)a, (float)((a + b + c) / 2), (float)((a - b + c) / 2), (float)c);
        }
    }

    // V = B^T d B for four neighbours, channel by channel
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TransformInput(float* x, Shape shape, int group, int channel, int depth, float* tiles)
    {
        var (picture, row, column) = shape.Place(group);
        float* from = x + ((long)picture * Inputs + channel) * shape.InputPlane + (long)row * shape.InputWidth + column;
        nint line = shape.InputWidth, plane = shape.InputPlane, next = (nint)depth * Width;
        for (int k = 0; k < depth; k++, from += plane, tiles += Width)
        {
            Line r0 = Line.Load(from), r1 = Line.Load(from + line), r2 = Line.Load(from + 2 * line), r3 = Line.Load(from + 3 * line);
            StoreColumns(r0 - r2, tiles, next);
            StoreColumns(r1 + r2, tiles + 4 * next, next);
            StoreColumns(r2 - r1, tiles + 8 * next, next);
            StoreColumns(r1 - r3, tiles + 12 * next, next);
        }
    }

    // Of ten pixels in a row, of which tile t has four from 2 t on: times B.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreColumns(Line pixels, float* tiles, nint next)
    {
        Vector128<float> a = Vector128.Shuffle(pixels.From0, Vector128.Create(0, 2, 1, 3)), b = Vector128.Shuffle(pixels.From4, Vector128.Create(0, 2, 1, 3));
        Vector128<float> c = Vector128.Shuffle(pixels.From2, Vector128.Create(0, 2, 1, 3)), d = Vector128.Shuffle(pixels.From6, Vector128.Create(0, 2, 1, 3));
        Vector128<float> c0 = Vector128.Create(a.GetLower(), b.GetLower()), c1 = Vector128.Create(a.GetUpper(), b.GetUpper());
        Vector128<float> c2 = Vector128.Create(c.GetLower(), d.GetLower()), c3 = Vector128.Create(c.GetUpper(), d.GetUpper());
        (c0 - c2).Store(tiles);
        (c1 + c2).Store(tiles + next);
        (c2 - c1).Store(tiles + 2 * next);
        (c1 - c3).Store(tiles + 3 * next);
    }

    // Y = A^T M A + bias for four neighbours, output by output
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TransformSums(float* sums, float* y, Shape shape, int group)
    {
        var (picture, row, column) = shape.Place(group);
        int columns = Math.Min(2 * GroupTiles, shape.Width - column);
        bool hasLower = row + 1 < shape.Height;
        nint next = (nint)PaddedOutputs * Width;
        float* last = stackalloc float[2 * GroupTiles];
        for (int output = 0; output < Outputs; output++)
        {
            float* m = sums + output * Width;
            Vector128<float> bias = Vector128.Create(_bias[output]);
            float* into = y + (((long)picture * Outputs + output) * shape.Height + row) * shape.Width + column;
            Vector128<float> u0, u1, u2, u3, l0, l1, l2, l3;
            (u0, l0) = Halves(m, 4 * next);
            (u1, l1) = Halves(m + next, 4 * next);
            (u2, l2) = Halves(m + 2 * next, 4 * next);
            (u3, l3) = Halves(m + 3 * next, 4 * next);
            WriteRow(u0 + u1 + u2 + bias, u1 - u2 - u3 + bias, into, columns, last);
            if (hasLower)
                WriteRow(l0 + l1 + l2 + bias, l1 - l2 - l3 + bias, into + shape.Width, columns, last);
        }
    }

    // A^T times a column of M.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<float> Upper, Vector128<float> Lower) Halves(float* m, nint next)
    {
        Vector128<float> second = Vector128.Load(m + next), third = Vector128.Load(m + 2 * next);
        return (Vector128.Load(m) + second + third, second - third - Vector128.Load(m + 3 * next));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteRow(Vector128<float> even, Vector128<float> odd, float* into, int columns, float* last)
    {
        float* at = columns == 2 * GroupTiles ? into : last;
        Interleaved(even.GetLower(), odd.GetLower()).Store(at);
        Interleaved(even.GetUpper(), odd.GetUpper()).Store(at + 4);
        if (at == last)
            new Span<float>(last, columns).CopyTo(new Span<float>(into, columns));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Interleaved(Vector64<float> even, Vector64<float> odd) =>
        Vector128.Shuffle(Vector128.Create(even, odd), Vector128.Create(0, 2, 1, 3));

    private static void CheckLength(string name, int length, long expected)
    {
        if (length != expected)
            throw new InvalidInputException($"{name} has {length} values instead of {expected}", name);
    }

    /// <summary>Ten pixels of a row, as vectors that begin at the first, third, fifth and seventh.</summary>
    private readonly struct Line(Vector128<float> from0, Vector128<float> from2, Vector128<float> from4, Vector128<float> from6)
    {
        public readonly Vector128<float> From0 = from0, From2 = from2, From4 = from4, From6 = from6;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Line operator +(Line a, Line b) => new(a.From0 + b.From0, a.From2 + b.From2, a.From4 + b.From4, a.From6 + b.From6);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Line operator -(Line a, Line b) => new(a.From0 - b.From0, a.From2 - b.From2, a.From4 - b.From4, a.From6 - b.From6);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Line Load(float* pixels) =>
            new(Vector128.Load(pixels), Vector128.Load(pixels + 2), Vector128.Load(pixels + 4), Vector128.Load(pixels + 6));
    }

    /// <summary>How outputs are cut: a group is four tiles in a row, a part of the work sixteen groups one after the other.</summary>
    private readonly struct Shape(int batch, int height, int width)
    {
        public const int PartGroups = 16;

        public readonly int Height = height, Width = width, InputWidth = PaddedWidth(width), InputPlane = PaddedWidth(width) * PaddedHeight(height);
        public readonly int Groups = checked(batch * ((height + 1) / 2) * GroupsOf(width));
        private readonly int _across = GroupsOf(width), _down = (height + 1) / 2;

        public int Parts => (Groups + PartGroups - 1) / PartGroups;

        /// <summary>Of a group's first output.</summary>
        public (int Picture, int Row, int Column) Place(int group)
        {
            var (line, across) = Math.DivRem(group, _across);
            var (picture, down) = Math.DivRem(line, _down);
            return (picture, 2 * down, 2 * GroupTiles * across);
        }
    }
}
