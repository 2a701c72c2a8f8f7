using Fuse3D.Vision.Kernels;

namespace Fuse3D.Vision.Tests.Kernels;

public class BallQueryTests
{
    public static IEnumerable<object[]> Sizes() =>
        from kind in Clouds.Kinds
        from points in (int[])[0, 1, 7, 8, 9, 100, 1500]
        select new object[] { kind, points };

    [Theory, MemberData(nameof(Sizes))]
    public void Query_AnyCloudAndRadius_EqualsScalar(string kind, int points)
    {
        float[] xyz = Clouds.Make(kind, points, seed: points);
        float[] centres = [.. Clouds.Make(kind, 20, seed: points), .. Clouds.Make("uniform", 9, seed: 1), 1e30f, -1e30f, 0];
        using Workers workers = new(2);
        foreach (float radius in (float[])[1e-30f, 1e-22f, 1e-3f, .2f, 1, 50, 1e20f, 3e38f])
        {
            foreach (int samples in (int[])[1, 5, 64])
            {
                int[] expected = new int[centres.Length / 3 * samples], actual = [.. expected], parallel = [.. expected], hits = new int[centres.Length / 3];
                BallQuery.QueryScalar(xyz, centres, radius, samples, expected);
                BallQuery.Query(xyz, centres, radius, samples, actual);
                BallQuery.Query(xyz, centres, radius, samples, parallel, hits, workers);
                Assert.Equal(expected, actual);
                Assert.Equal(expected, parallel);
                Assert.All(hits, (count, i) => Assert.Equal(expected.AsSpan(i * samples, samples).ToArray().Distinct().Count(), Math.Max(count, 1)));
            }
        }
    }

    [Fact]
    public void Query_ByHand_IsStrictAndRepeatsTheFirstHit()
    {
        int[] indices = new int[6];
        BallQuery.Query([2, 0, 0, 1, 0, 0, .5f, 0, 0, 0, 0, 0], [0, 0, 0, 9, 9, 9], radius: 1, samples: 3, indices);
        Assert.Equal([2, 3, 2, 0, 0, 0], indices);      // the point at distance 1 is outside; no hit gives zeros
    }

    [Fact]
    public void Query_UnusableArguments_AreRefusedByName()
    {
        Assert.Equal("radius", Assert.Throws<InvalidInputException>(() => BallQuery.Query([], [], float.NaN, 1, [])).Field);
        Assert.Equal("radius", Assert.Throws<InvalidInputException>(() => BallQuery.Query([], [], 0, 1, [])).Field);
        Assert.Equal("centres", Assert.Throws<InvalidInputException>(() => BallQuery.Query([], [0, 0, float.NaN], 1, 1, new int[1])).Field);
        Assert.Throws<ArgumentOutOfRangeException>(() => BallQuery.Query([], [0, 0, 0], 1, 2, new int[1]));
    }
}
