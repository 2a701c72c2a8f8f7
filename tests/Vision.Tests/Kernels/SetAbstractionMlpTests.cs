using Fuse3D.Vision.Kernels;

namespace Fuse3D.Vision.Tests.Kernels;

public class SetAbstractionMlpTests
{
    [Theory]
    [InlineData(0, 1, 4), InlineData(0, 40, 16), InlineData(5, 100, 64)]
    public void Run_EqualsGroupingAllSlotsAndTakingTheLargest(int channels, int centreCount, int samples)
    {
        const float radius = .7f;
        float[] xyz = Clouds.Make("uniform", 900, seed: 1), features = Numbers.Uniform(900 * channels, 2);
        float[] centres = [.. xyz[..(3 * centreCount - 3)], 50, 50, 50];         // the last has no neighbour
        int[] indices = new int[centreCount * samples], hits = new int[centreCount];
        BallQuery.Query(xyz, centres, radius, samples, indices, hits);
        RowMlp mlp = new(
            new PackedLinear(Numbers.Uniform((3 + channels) * 30, 3), Numbers.Uniform(30, 4), 3 + channels, Activation.Relu),
            new PackedLinear(Numbers.Uniform(30 * 21, 5), Numbers.Uniform(21, 6), 30, Activation.Relu));

        float[] actual = new float[centreCount * 21];
        new SetAbstractionMlp(mlp).Run(xyz, features, centres, radius, indices, hits, actual);

        float[] values = new float[indices.Length * 21];
        mlp.Run(Rows(xyz, features, channels, centres, radius, indices), values);
        float[] expected = [.. values.Chunk(21 * samples).SelectMany(centre =>
            Enumerable.Range(0, 21).Select(output => Enumerable.Range(0, samples).Max(slot => centre[slot * 21 + output])))];
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Run_IndexOutsideTheCloud_IsRefused()
    {
        SetAbstractionMlp mlp = new(new RowMlp(new PackedLinear(new float[3], [], 3)));
        Assert.Throws<ArgumentOutOfRangeException>(() => mlp.Run([1, 2, 3], [], [0, 0, 0], 1, [1], [1], new float[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => mlp.Run([1, 2, 3], [], [0, 0, 0], 1, [0], [2], new float[1]));
    }

    private static float[] Rows(float[] xyz, float[] features, int channels, float[] centres, float radius, int[] indices)
    {
        int samples = indices.Length / (centres.Length / 3);
        return [.. indices.SelectMany((point, i) => (float[])[
            .. Enumerable.Range(0, 3).Select(axis => (xyz[3 * point + axis] - centres[3 * (i / samples) + axis]) / radius),
            .. features.AsSpan(point * channels, channels)])];
    }
}
