using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Rendering;
using Fuse3D.Vision.Data.Rooms.Scenes;

namespace Fuse3D.Vision.Tests.Data.Rooms.Rendering;

public class SeenModalitiesTests
{
    [Theory]
    [InlineData(0.3f), InlineData(0.8f)]
    public void Curvature_OfBall_IsOneOverItsRadius(float radius)
    {
        var scene = new SmallScene();
        int ball = scene.Ball(new(0, 2, 0), radius, around: 200);
        RenderedView seen = scene.Render(SmallScene.View(121, 121, 150));
        int pixels = 0;
        for (int y = 2; y < 119; y++)
        {
            for (int x = 2; x < 119; x++)
            {
                // Inside the outline, where pixels stand close on the surface.
                int pixel = y * 121 + x;
                if (seen.Instance[pixel] != ball + 1 || seen.Normals[3 * pixel + 2] > -0.5f)
                    continue;
                Assert.Equal(1 / radius, seen.Curvature[2 * pixel], 0.06f / radius);
                Assert.Equal(1 / radius, seen.Curvature[2 * pixel + 1], 0.06f / radius);
                pixels++;
            }
        }

        Assert.True(pixels > 500);
    }

    [Fact]
    public void Curvature_InsideOfBall_IsNegative()
    {
        var scene = new SmallScene();
        scene.Ball(Vector3.Zero, 2, around: 200);
        RenderedView seen = scene.Render(SmallScene.View(65, 65, 60));
        Assert.Equal(-0.5f, seen.Curvature[2 * (32 * 65 + 32)], 0.03f);
    }

    [Fact]
    public void Curvature_OfFlatFaces_IsZero()
    {
        var scene = new SmallScene();
        scene.Wall(4);
        scene.Box(new(-0.3f, 2, -0.2f), new(0.5f, 2.4f, 0.3f));
        Assert.All(scene.Render().Curvature, curvature => Assert.Equal(0, curvature));
    }

    [Fact]
    public void OcclusionEdges_LieWhereTheBoxHidesTheWallAndNotInCorners()
    {
        var scene = new SmallScene();
        scene.Wall(3);
        scene.Sheet(new(-4, 0, -0.7f), new(8, 0, 0), new(0, 8, 0));           // a floor that meets the wall
        int box = scene.Box(new(-0.4f, 1.5f, -0.7f), new(0.4f, 1.9f, 0.1f));
        RenderedView seen = scene.Render(SmallScene.View(120, 90, 80));

        for (int y = 1; y < 89; y++)
        {
            for (int x = 1; x < 119; x++)
            {
                int pixel = y * 120 + x;
                int[] around = [pixel, pixel - 1, pixel + 1, pixel - 120, pixel + 120];
                bool boxBeforeWall = around.Any(p => seen.Instance[p] == box + 1) && around.Any(p => seen.Instance[p] == 1);
                bool boxAlone = around.All(p => seen.Instance[p] == box + 1), noBox = around.All(p => seen.Instance[p] != box + 1);
                if (boxBeforeWall)
                    Assert.Equal(1, seen.OcclusionEdges[pixel]);
                else if (boxAlone || noBox)
                    Assert.Equal(0, seen.OcclusionEdges[pixel]);
            }
        }

        Assert.Contains(1f, seen.OcclusionEdges);
    }

    [Fact]
    public void OcclusionEdges_BetweenSomethingAndNothing_AreFull()
    {
        var scene = new SmallScene();
        scene.Sheet(new(0, 2, -4), new(4, 0, 0), new(0, 0, 8));
        RenderedView seen = scene.Render(SmallScene.View(20, 4, 20));
        float[] expected = new float[20];
        (expected[9], expected[10]) = (1, 1);
        Assert.Equal(expected, seen.OcclusionEdges[..20]);
    }

    [Fact]
    public void TextureEdges_FollowThePattern()
    {
        var scene = new SmallScene();
        scene.Wall(2, new() { Colour = Vector3.Zero, SecondColour = Vector3.One, Pattern = Pattern.Stripes, Scale = 2 });
        RenderedView seen = scene.Render(SmallScene.View(120, 9, 60), new() { ContactRays = 0, LensBlur = 0 });
        float[] row = seen.TextureEdges[(4 * 120)..(5 * 120)];

        // A border each metre: 30 pixels. Strong there, nothing between.
        Assert.Equal(3, row.Where((edge, x) => edge > 0.3f && edge >= row[Math.Max(x - 1, 0)] && edge > row[Math.Min(x + 1, 119)]).Count());
        Assert.True(row.Count(edge => edge == 0) > 100);
    }

    [Fact]
    public void InfraredReturn_FallsByTheCosineAndWithGloss()
    {
        float Return(float gloss, bool slanted)
        {
            var scene = new SmallScene();
            Material material = new() { Colour = Vector3.One, InfraredReturn = 0.8f, Gloss = gloss };
            if (slanted)
                scene.Sheet(new(-4, 2 - 4 * MathF.Sqrt(3), -4), new(8, 8 * MathF.Sqrt(3), 0), new(0, 0, 8), material);     // 60 degrees
            else
                scene.Wall(2, material);
            return scene.Render(SmallScene.View(63, 49)).InfraredReturn[24 * 63 + 31];
        }

        Assert.Equal(0.8f, Return(0, slanted: false), 1e-5f);
        Assert.Equal(0.8f, Return(1, slanted: false), 1e-5f);
        Assert.Equal(0.4f, Return(0, slanted: true), 1e-4f);
        Assert.Equal(0.2f, Return(1, slanted: true), 1e-4f);
    }
}
