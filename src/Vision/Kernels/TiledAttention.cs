using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fuse3D.Vision.Kernels;

/// <summary>softmax(Q Kᵀ · scale) V for inference: the scores of a few queries at a time live in cache and nowhere else.</summary>
/// <remarks>
/// Keys and values are packed once per head; then tiles of 32 queries of one head are spread over the workers. A tile's result depends
/// on nothing outside it, so it is the same to the bit for any number of workers. Inputs must be finite.
/// </remarks>
public static unsafe class TiledAttention
{
    private const int TileQueries = 4 * MicroKernel.Rows;
    private const int KeyBlock = 256;           // a panel of values of this many keys takes 32 KB, which stays in the first-level cache

    /// <summary>Attends; blocks until done. No operand is kept.</summary>
    /// <param name="query">rows as <paramref name="shape"/> says</param>
    /// <param name="key">rows as <paramref name="shape"/> says</param>
    /// <param name="value">rows as <paramref name="shape"/> says</param>
    /// <param name="output">written where <paramref name="shape"/> says, and nowhere else; must not overlap the inputs</param>
    /// <param name="workers">those of <see cref="Workers.Shared"/> unless given</param>
    public static void Run(
        ReadOnlySpan<float> query, ReadOnlySpan<float> key, ReadOnlySpan<float> value, Span<float> output, AttentionShape shape, Workers? workers = null)
    {
        shape.Check(query.Length, key.Length, value.Length, output.Length);
        if (shape.Batch == 0 || shape.Queries == 0)
            return;

        PackedColumns keyPanels = new(shape.HeadSize, shape.Keys), valuePanels = new(shape.Keys, shape.HeadSize);
        int heads = shape.Batch * shape.Heads, tiles = (shape.Queries + TileQueries - 1) / TileQueries;
        using Scratch packed = new(heads * (keyPanels.Length + valuePanels.Length));
        fixed (float* q = query, k = key, v = value, o = output)
        {
            AttentionOperands operands = new(shape, q, k, v, o, packed.At);
            workers ??= Workers.Shared;
            int panels = keyPanels.Panels + valuePanels.Panels;
            workers.For(heads * panels, chunk => operands.Pack(chunk / panels, chunk % panels));
            workers.For(heads * tiles, chunk => Attend(operands, chunk / tiles, chunk % tiles * TileQueries));
        }
    }

    /// <summary>What <see cref="Run"/> means, in double precision: its test oracle.</summary>
    /// <remarks>Equal within 2e-6 of the largest value while scores stay below about 15; a float32 score of size s is off by up to s · 1e-7.</remarks>
    internal static void RunScalar(
        ReadOnlySpan<float> query, ReadOnlySpan<float> key, ReadOnlySpan<float> value, Span<float> output, AttentionShape shape)
    {
        double scale = shape.Scale ?? 1 / Math.Sqrt(shape.HeadSize);
        double[] scores = new double[shape.Keys];
        for (int at = 0; at < shape.Batch * shape.Heads * shape.Queries; at++)
        {
            (int b, int h, int i) = (at / (shape.Heads * shape.Queries), at / shape.Queries % shape.Heads, at % shape.Queries);
            ReadOnlySpan<float> q = query[(b * shape.BatchStride.Query + i * shape.Stride.Query + h * shape.HeadSize)..];
            for (int j = 0; j < shape.Keys; j++)
            {
                ReadOnlySpan<float> k = key[(b * shape.BatchStride.Key + j * shape.Stride.Key + h * shape.HeadSize)..];
                scores[j] = 0;
                for (int d = 0; d < shape.HeadSize; d++)
                    scores[j] += (double)q[d] * k[d] * scale;
            }

            double largest = scores.Max(), sum = 0;
            for (int j = 0; j < shape.Keys; j++)
                sum += scores[j] = Math.Exp(scores[j] - largest);
            for (int d = 0; d < shape.HeadSize; d++)
            {
                double mean = 0;
                for (int j = 0; j < shape.Keys; j++)
                    mean += scores[j] / sum * value[b * shape.BatchStride.Value + j * shape.Stride.Value + h * shape.HeadSize + d];
                output[b * shape.BatchStride.Output + i * shape.Stride.Output + h * shape.HeadSize + d] = (float)mean;
            }
        }
    }

    private static void Attend(AttentionOperands operands, int head, int firstQuery)
    {
        AttentionShape shape = operands.Shape;
        int rows = Math.Min(TileQueries, shape.Queries - firstQuery), scoreStride = operands.KeyPanels.PaddedColumns;
        using Scratch scratch = new(TileQueries * ((long)shape.HeadSize + scoreStride + MicroKernel.Wide));
        float* queries = scratch.At + TileQueries * (long)(scoreStride + MicroKernel.Wide), scores = scratch.At;
        float* tile = scratch.At + TileQueries * (long)scoreStride;
        float* inverseSums = stackalloc float[TileQueries];

        operands.CopyScaled(head, firstQuery, rows, queries);
        Score(operands, head, rows, queries, scores, scoreStride);
        for (int r = 0; r < rows; r++)
            inverseSums[r] = 1 / Exponentiate(scores + r * (long)scoreStride, shape.Keys, scoreStride);
        for (int panel = 0; panel < operands.ValuePanels.Panels; panel++)
        {
            Blend(operands, head, panel, rows, scores, scoreStride, tile);
            operands.Write(head, firstQuery, rows, panel, tile, inverseSums);
        }
    }

    // scores[r, j] = query r · key j; a panel of keys meets all rows while it is in the first-level cache.
    private static void Score(AttentionOperands operands, int head, int rows, float* queries, float* scores, int stride)
    {
        int depth = operands.Shape.HeadSize;
        for (int panel = 0; panel < operands.KeyPanels.Panels; panel++)
        {
            int width = operands.KeyPanels.Width(panel);
            for (int r = 0; r < rows; r += MicroKernel.Rows)
            {
                MicroKernel.Multiply(
                    queries + r * depth, depth, Math.Min(MicroKernel.Rows, rows - r), operands.Keys(head, panel), width, depth,
                    scores + r * (long)stride + panel * MicroKernel.Wide, stride, accumulate: false);
            }
        }
    }

    // tile[r, d] = sum over j of scores[r, j] value[j, d], for one panel of d
    private static void Blend(AttentionOperands operands, int head, int panel, int rows, float* scores, int stride, float* tile)
    {
        int width = operands.ValuePanels.Width(panel), keys = operands.Shape.Keys;
        for (int j = 0; j < keys; j += KeyBlock)
        {
            float* values = operands.Values(head, panel) + (long)j * width;
            for (int r = 0; r < rows; r += MicroKernel.Rows)
            {
                MicroKernel.Multiply(
                    scores + r * (long)stride + j, stride, Math.Min(MicroKernel.Rows, rows - r), values, width, Math.Min(KeyBlock, keys - j),
                    tile + r * MicroKernel.Wide, MicroKernel.Wide, accumulate: j > 0);
            }
        }
    }

    // scores = e^(scores - largest); returns their sum, to which columns beyond the last key add next to nothing.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Exponentiate(float* scores, int keys, int padded)
    {
        new Span<float>(scores + keys, padded - keys).Fill(float.NegativeInfinity);
        Vector512<float> largest = Vector512.Create(float.NegativeInfinity);
        for (int j = 0; j < padded; j += Vector512<float>.Count)
            largest = Vector512.MaxNative(largest, Vector512.Load(scores + j));

        float most = float.NegativeInfinity;
        for (int lane = 0; lane < Vector512<float>.Count; lane++)
            most = MathF.Max(most, largest[lane]);
        Vector512<float> shift = Vector512.Create(most), sum = Vector512<float>.Zero;
        for (int j = 0; j < padded; j += Vector512<float>.Count)
        {
            Vector512<float> e = Exponential.Exp(Vector512.Load(scores + j) - shift);
            e.Store(scores + j);
            sum += e;
        }

        return Vector512.Sum(sum);
    }
}
