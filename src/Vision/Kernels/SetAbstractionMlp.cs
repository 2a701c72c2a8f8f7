using System.Runtime.Intrinsics;

namespace Fuse3D.Vision.Kernels;

/// <summary>The features of a set abstraction: group neighbours, run their rows through an MLP, keep each centre's largest values.</summary>
/// <remarks>
/// A neighbour's row is ((xyz - centre) / radius, features). Slots of a ball query that repeat its first hit cannot change the largest
/// value, so only hits are computed. Neither rows nor activations leave the cache.
/// </remarks>
public sealed unsafe class SetAbstractionMlp(RowMlp mlp)
{
    private const int CentresPerChunk = 16;
    private const int BlockRows = PackedLinear.BlockRows;

    /// <summary>Values per centre.</summary>
    public int Outputs => mlp.Outputs;

    /// <summary>Runs over all centres of one cloud, spread over the workers; blocks until done.</summary>
    /// <param name="xyz">[N, 3] metres</param>
    /// <param name="features">[N, C] with 3 + C the MLP's inputs, or empty</param>
    /// <param name="centres">[M, 3]</param>
    /// <param name="radius">what relative positions are divided by; 1 leaves them in metres</param>
    /// <param name="indices">[M, S] of a ball query over <paramref name="xyz"/></param>
    /// <param name="hitCounts">[M] slots that hold distinct hits; where it is 0 the first slot counts</param>
    /// <param name="output">[M, <see cref="Outputs"/>]</param>
    public void Run(
        ReadOnlySpan<float> xyz, ReadOnlySpan<float> features, ReadOnlySpan<float> centres, float radius, ReadOnlySpan<int> indices,
        ReadOnlySpan<int> hitCounts, Span<float> output, Workers? workers = null)
    {
        int count = centres.Length / 3;
        if (count == 0)
            return;
        Check(xyz, features, count, indices, hitCounts, output);
        fixed (float* xyzAt = xyz, featuresAt = features, centresAt = centres, outputAt = output)
        fixed (int* indicesAt = indices, hitsAt = hitCounts)
        {
            Operands operands = new(xyzAt, featuresAt, mlp.Inputs - 3, centresAt, radius, indicesAt, indices.Length / count, hitsAt, outputAt);
            (workers ?? Workers.Shared).For(
                (count + CentresPerChunk - 1) / CentresPerChunk,
                chunk => RunCentres(operands, chunk * CentresPerChunk, Math.Min(count, (chunk + 1) * CentresPerChunk)));
        }
    }

    // Rows of neighbouring centres share blocks, so that no block is nearly empty.
    private void RunCentres(Operands operands, int first, int end)
    {
        using Scratch scratch = new(BlockRows * (mlp.Inputs + mlp.Outputs) + mlp.BlockScratch);
        float* rows = scratch.At, values = rows + BlockRows * mlp.Inputs, between = values + BlockRows * mlp.Outputs;
        int* owners = stackalloc int[BlockRows];
        int filled = 0;
        new Span<float>(operands.Output + (long)first * mlp.Outputs, (end - first) * mlp.Outputs).Fill(float.NegativeInfinity);
        for (int centre = first; centre < end; centre++)
        {
            for (int slot = 0; slot < Math.Max(1, operands.HitCounts[centre]); slot++)
            {
                operands.CopyRow(centre, slot, rows + filled * mlp.Inputs);
                owners[filled++] = centre;
                if (filled == BlockRows)
                    filled = Flush(operands, rows, filled, values, between, owners);
            }
        }

        Flush(operands, rows, filled, values, between, owners);
    }

    private int Flush(Operands operands, float* rows, int filled, float* values, float* between, int* owners)
    {
        if (filled > 0)
            mlp.RunBlock(rows, filled, values, add: false, between);
        for (int r = 0; r < filled; r++)
            KeepLargest(values + r * mlp.Outputs, operands.Output + (long)owners[r] * mlp.Outputs, mlp.Outputs);
        return 0;
    }

    private static void KeepLargest(float* values, float* largest, int count)
    {
        int j = 0;
        for (; j <= count - Vector256<float>.Count; j += Vector256<float>.Count)
            Vector256.Max(Vector256.Load(values + j), Vector256.Load(largest + j)).Store(largest + j);
        for (; j < count; j++)
            largest[j] = MathF.Max(values[j], largest[j]);
    }

    private void Check(
        ReadOnlySpan<float> xyz, ReadOnlySpan<float> features, int count, ReadOnlySpan<int> indices, ReadOnlySpan<int> hitCounts, Span<float> output)
    {
        int points = xyz.Length / 3;
        if (features.Length != points * (mlp.Inputs - 3))
            throw new InvalidInputException($"features has {features.Length} values; {points} points need {mlp.Inputs - 3} each", nameof(features));
        ArgumentOutOfRangeException.ThrowIfNotEqual(hitCounts.Length, count, nameof(hitCounts));
        ArgumentOutOfRangeException.ThrowIfNotEqual(output.Length, count * mlp.Outputs, nameof(output));
        int samples = indices.Length / count;
        ArgumentOutOfRangeException.ThrowIfNotEqual(indices.Length, count * samples, nameof(indices));
        foreach (int hits in hitCounts)
            ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)hits, (uint)samples, nameof(hitCounts));
        foreach (int index in indices)
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)points, nameof(indices));
    }

    private readonly struct Operands(
        float* xyz, float* features, int channels, float* centres, float radius, int* indices, int samples, int* hitCounts, float* output)
    {
        public readonly float* Output = output;
        public readonly int* HitCounts = hitCounts;

        public void CopyRow(int centre, int slot, float* row)
        {
            int point = indices[(long)centre * samples + slot];
            for (int axis = 0; axis < 3; axis++)
                row[axis] = (xyz[3 * point + axis] - centres[3 * centre + axis]) / radius;
            new ReadOnlySpan<float>(features + (long)point * channels, channels).CopyTo(new Span<float>(row + 3, channels));
        }
    }
}
