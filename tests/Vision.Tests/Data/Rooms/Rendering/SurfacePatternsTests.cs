using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Rendering;
using Fuse3D.Vision.Data.Rooms.Scenes;

namespace Fuse3D.Vision.Tests.Data.Rooms.Rendering;

public class SurfacePatternsTests
{
    private static readonly PatternAxes Floor = new(2, Steep: false);

    public static TheoryData<Pattern> All => [.. Enum.GetValues<Pattern>()];

    // What far floors fade to is what near ones show on average.
    [Theory, MemberData(nameof(All))]
    public void Colour_WhenPixelsCoverRepeats_IsTheMeanOfThePattern(Pattern pattern)
    {
        Material material = Make(pattern);
        double sum = 0;
        var random = new Random(1);
        const int Places = 40_000;
        for (int i = 0; i < Places; i++)
            sum += SurfacePatterns.Colour(material, new(random.NextSingle() * 9, random.NextSingle() * 9, random.NextSingle() * 9), Floor, 0).X;
        Assert.Equal(sum / Places, SurfacePatterns.Colour(material, new(0.3f, 0.4f, 0.5f), Floor, 0.2f).X, 0.03);
    }

    [Theory, MemberData(nameof(All))]
    public void Colour_Anywhere_LiesBetweenTheTwoButForShades(Pattern pattern)
    {
        Material material = Make(pattern);
        var random = new Random(2);
        for (int i = 0; i < 5000; i++)
        {
            Vector3 place = 20 * new Vector3(random.NextSingle() - 0.5f, random.NextSingle() - 0.5f, random.NextSingle() - 0.5f);
            Vector3 colour = SurfacePatterns.Colour(material, place, new PatternAxes(i % 3, i % 2 == 0), 0.2f * random.NextSingle());
            Assert.InRange(colour.X, 0.2f * 0.84f, 0.7f * 1.16f);
        }
    }

    [Fact]
    public void Colour_ComesAgainAfterItsScale()
    {
        foreach (Pattern pattern in (Pattern[])[Pattern.Checks, Pattern.Stripes, Pattern.Dots])
        {
            float Here(float x, float y) => SurfacePatterns.Colour(Make(pattern), new(x, y, 0), Floor, 1e-4f).X;
            Assert.Equal(Here(0.013f, 0.021f), Here(0.013f + 0.1f, 0.021f), 0.001f);
            Assert.Equal(Here(0.013f, 0.021f), Here(0.013f, 0.021f - 0.2f), 0.001f);
            Assert.True(Enumerable.Range(0, 100).Select(i => Here(i * 0.00137f, 0.031f)).Distinct().Count() > 1);
        }
    }

    [Fact]
    public void Colour_IrregularPatterns_FollowTheirSeed()
    {
        foreach (Pattern pattern in (Pattern[])[Pattern.Wood, Pattern.Noise, Pattern.Cloth, Pattern.Bricks, Pattern.Tiles])
        {
            float[] Row(uint seed) =>
                [.. Enumerable.Range(0, 50).Select(i => SurfacePatterns.Colour(Make(pattern) with { PatternSeed = seed }, new(i * 0.017f, 0.02f, 0), Floor, 1e-4f).X)];
            Assert.Equal(Row(3), Row(3));
            Assert.NotEqual(Row(3), Row(4));
        }
    }

    [Fact]
    public void Of_UprightBoard_RunsItsGrainUp()
    {
        Assert.Equal(new PatternAxes(0, Steep: true), PatternAxes.Of(new(0.1f, 0, 0), new(0.1f, 0.1f, 0), new(0.1f, 0.1f, 2)));
        Assert.Equal(new PatternAxes(1, Steep: false), PatternAxes.Of(new(0, 0, 0), new(1, 0, 0), new(1, 0, 0.3f)));
        Assert.Equal(2, PatternAxes.Of(new(0, 0, 1), new(1, 0, 1), new(1, 1, 1)).Across);
    }

    private static Material Make(Pattern pattern) =>
        new() { Colour = new(0.2f), SecondColour = new(0.7f), Pattern = pattern, Scale = 0.1f, PatternSeed = 7 };
}
