using Fuse3D.Vision.Kernels;

namespace Fuse3D.Vision.Tests.Kernels;

public class FurthestPointTests
{
    public static IEnumerable<object[]> Sizes() =>
        from kind in Clouds.Kinds from points in (int[])[1, 2, 7, 8, 9, 17, 255, 256, 257, 1023, 5000] select new object[] { kind, points };

    [Theory, MemberData(nameof(Sizes))]
    public void Sample_AnyCloud_EqualsScalarToTheLastPick(string kind, int points)
    {
        float[] xyz = Clouds.Make(kind, points, seed: points);
        int[] expected = new int[Math.Min(2 * points, 600)], actual = new int[expected.Length];     // small clouds: more picks than points
        FurthestPoint.SampleScalar(xyz, expected);
        FurthestPoint.Sample(xyz, actual);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Sample_AllPointsNearTheOrigin_PicksTheFirstAgainAndAgain()
    {
        int[] picked = [9, 9, 9];
        FurthestPoint.Sample([.01f, 0, 0, 0, .02f, 0, 0, 0, .03f], picked);
        Assert.Equal([0, 0, 0], picked);
    }

    [Fact]
    public void Sample_ByHand_PicksTheFurthestOfAllPicksSoFar()
    {
        int[] picked = new int[4];
        FurthestPoint.Sample([1, 0, 0, 2, 0, 0, 5, 0, 0, 3, 0, 0], picked);
        Assert.Equal([0, 2, 3, 1], picked);     // 3 is 2 from both ends, 2 only 1 from the first
    }

    [Fact]
    public void Sample_NothingAsked_LeavesAnEmptyCloudAlone() => FurthestPoint.Sample([], []);

    [Fact]
    public void Sample_UnusableClouds_AreRefusedByName()
    {
        Assert.Contains("no point", Assert.Throws<InvalidInputException>(() => FurthestPoint.Sample([], new int[1])).Message);
        Assert.Contains("4 values", Assert.Throws<InvalidInputException>(() => FurthestPoint.Sample(new float[4], new int[1])).Message);
        float[] xyz = Clouds.Make("uniform", 100, seed: 1);
        xyz[3 * 41 + 1] = float.NaN;
        var refused = Assert.Throws<InvalidInputException>(() => FurthestPoint.Sample(xyz, new int[1]));
        Assert.Contains("point 41 has y = NaN", refused.Message);
        Assert.Equal("xyz", refused.Field);
    }
}
