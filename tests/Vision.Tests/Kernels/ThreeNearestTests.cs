using Fuse3D.Vision.Kernels;

namespace Fuse3D.Vision.Tests.Kernels;

public class ThreeNearestTests
{
    public static IEnumerable<object[]> Sizes() =>
        from kind in Clouds.Kinds
        from unknown in (int[])[0, 1, 7, 8, 9, 17, 300]
        from known in (int[])[1, 2, 3, 50]
        select new object[] { kind, unknown, known };

    [Theory, MemberData(nameof(Sizes))]
    public void Query_AnyCloud_EqualsScalarToTheLastBit(string kind, int unknownPoints, int knownPoints)
    {
        float[] unknown = Clouds.Make(kind, unknownPoints, seed: 1), known = Clouds.Make(kind, knownPoints, seed: 2);
        float[] distances = new float[unknown.Length], expected = new float[unknown.Length], parallel = new float[unknown.Length];
        int[] indices = new int[unknown.Length], expectedIndices = new int[unknown.Length], parallelIndices = new int[unknown.Length];
        using Workers workers = new(2);
        ThreeNearest.QueryScalar(unknown, known, expected, expectedIndices);
        ThreeNearest.Query(unknown, known, distances, indices);
        ThreeNearest.Query(unknown, known, parallel, parallelIndices, workers);
        Assert.Equal(expected, distances);
        Assert.Equal(expectedIndices, indices);
        Assert.Equal(expected, parallel);
        Assert.Equal(expectedIndices, parallelIndices);
    }

    [Fact]
    public void Query_Ties_GoToTheLowerIndex()
    {
        float[] distances = new float[3];
        int[] indices = new int[3];
        ThreeNearest.Query([0, 0, 0], [5, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 2], distances, indices);
        Assert.Equal([1, 2, 3], indices);
        Assert.Equal([1f, 1f, 1f], distances);
    }

    [Fact]
    public void Weights_FewerThanThreeKnown_ShareTheWholeWeight()
    {
        float[] weights = new float[3];
        ThreeNearest.Weights([4, 4, float.PositiveInfinity], weights);
        Assert.Equal([.5f, .5f, 0f], weights);
    }

    [Fact]
    public void Query_NoKnownPoint_IsRefused() =>
        Assert.Equal("known", Assert.Throws<InvalidInputException>(() => ThreeNearest.Query([0, 0, 0], [], new float[3], new int[3])).Field);

    [Theory]
    [InlineData(1), InlineData(7), InlineData(8), InlineData(9), InlineData(16), InlineData(33)]
    public void Blend_AnyWidth_EqualsScalarToTheLastBit(int channels)
    {
        var random = new Random(channels);
        float[] Draw(int n) => [.. Enumerable.Range(0, n).Select(_ => random.NextSingle() * 2 - 1)];
        float[] features = Draw(4 * channels), weights = Draw(6), rows = new float[2 * channels + 2], columns = new float[2 * channels], expected = new float[channels];
        int[] indices = [3, 0, 1, 2, 2, 3];
        Interpolation.Rows(features, channels, indices, weights, rows, channels + 1);
        Interpolation.Channels(Transpose(features, channels), 4, indices, weights, columns);
        for (int i = 0; i < 2; i++)
        {
            float[] Row(int k) => features[(indices[3 * i + k] * channels)..][..channels];
            Interpolation.BlendScalar(Row(0), Row(1), Row(2), weights.AsSpan(3 * i, 3), expected);
            Assert.Equal(expected, rows.AsSpan(i * (channels + 1), channels));
            Assert.Equal(expected, Enumerable.Range(0, channels).Select(c => columns[c * 2 + i]));
        }
    }

    private static float[] Transpose(float[] rows, int columns) =>
        [.. Enumerable.Range(0, rows.Length).Select(i => rows[i % (rows.Length / columns) * columns + i / (rows.Length / columns)])];
}
