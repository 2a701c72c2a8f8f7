using Fuse3D.Vision.Kernels;
using Fuse3D.Vision.Tests.Golden;

namespace Fuse3D.Vision.Tests.Kernels;

public class TiledAttentionTests
{
    private const double Limit = 2e-6;      // of the largest value: float32 scores of up to 15, sums of up to a thousand terms

    [Theory]
    [InlineData(1, 1, 1, 1), InlineData(1, 2, 1, 2), InlineData(7, 9, 3, 5), InlineData(8, 16, 2, 16), InlineData(33, 31, 2, 17)]
    [InlineData(31, 33, 3, 32), InlineData(64, 65, 1, 33), InlineData(100, 257, 8, 36), InlineData(95, 700, 2, 55), InlineData(130, 300, 3, 64)]
    [InlineData(40, 513, 1, 96), InlineData(256, 1024, 2, 48)]
    public void Run_AnySizes_EqualsThePlainForm(int queries, int keys, int heads, int headSize)
    {
        int width = heads * headSize;
        float[] query = Numbers.Uniform(2 * queries * width, 1, 1.5f), key = Numbers.Uniform(2 * keys * width, 2, 1.5f), value = Numbers.Uniform(2 * keys * width, 3);
        foreach (AttentionShape shape in (AttentionShape[])[
            AttentionShape.BatchFirst(2, queries, keys, heads, headSize), AttentionShape.TokensFirst(2, queries, keys, heads, headSize) with { Scale = .5f }])
        {
            float[] expected = new float[query.Length], actual = new float[query.Length];
            TiledAttention.RunScalar(query, key, value, expected, shape);
            TiledAttention.Run(query, key, value, actual, shape);
            Closeness found = Closeness.Of<float>(expected, actual, Limit);
            Assert.True(found.Beyond == 0, $"{shape}: {found}");
        }
    }

    [Fact]
    public void Run_OnOnePackedArray_ReadsColumnsAndLeavesTheRestAlone()
    {
        AttentionShape shape = AttentionShape.PackedSelf(batch: 2, tokens: 37, heads: 3, headSize: 20);
        float[] packed = Numbers.Uniform(2 * 37 * 180, seed: 5), before = [.. packed], expected = new float[2 * 37 * 60], wide = new float[2 * 37 * 61];
        Array.Fill(wide, 7);
        TiledAttention.RunScalar(packed, packed.AsSpan(60), packed.AsSpan(120), expected, shape);
        TiledAttention.Run(packed, packed.AsSpan(60), packed.AsSpan(120), wide, shape with
        {
            Stride = shape.Stride with { Output = 61 },
            BatchStride = shape.BatchStride with { Output = 37 * 61 },
        });
        Assert.Equal(before, packed);
        float[][] rows = [.. wide.Chunk(61)];
        Assert.All(rows, row => Assert.Equal(7, row[60]));
        Assert.Equal(0, Closeness.Of<float>(expected, [.. rows.SelectMany(row => row[..60])], Limit).Beyond);
    }

    [Fact]
    public void Run_AnyNumberOfWorkers_GivesTheSameBits()
    {
        AttentionShape shape = AttentionShape.PackedSelf(batch: 1, tokens: 321, heads: 3, headSize: 55);
        float[] packed = Numbers.Uniform(321 * 3 * 165, seed: 6, size: 4);
        float[][] outputs = [.. ((int[])[1, 2, 3, 7]).Select(count =>
        {
            using Workers workers = new(count);
            float[] output = new float[321 * 165];
            TiledAttention.Run(packed, packed.AsSpan(165), packed.AsSpan(330), output, shape, workers);
            return output;
        })];
        Assert.All(outputs, output => Assert.Equal(outputs[0], output));
    }

    [Fact]
    public void Run_SteepScores_PickTheBestKey()
    {
        float[] query = [100, -100], key = [-9, 1, 9, 2], value = [1, 2, 3, 4], output = new float[2];
        TiledAttention.Run(query, key, value, output, AttentionShape.BatchFirst(1, 2, 4, 1, 1));
        Assert.Equal([3f, 1f], output);         // scores differ by hundreds: the exponentials of the others are 0
    }

    [Fact]
    public void Run_UnusableShapes_AreRefusedByName()
    {
        Assert.Equal("key", Assert.Throws<InvalidInputException>(
            () => TiledAttention.Run([1f], [], [], new float[1], AttentionShape.BatchFirst(1, 1, 0, 1, 1))).Field);
        Assert.Equal("value", Assert.Throws<InvalidInputException>(
            () => TiledAttention.Run([1f], [1f], [], new float[1], AttentionShape.BatchFirst(1, 1, 1, 1, 1))).Field);
        Assert.Equal("output", Assert.Throws<InvalidInputException>(
            () => TiledAttention.Run([1f, 2], [1f, 2], [1f, 2], new float[1], AttentionShape.BatchFirst(2, 1, 1, 1, 1))).Field);
    }
}
