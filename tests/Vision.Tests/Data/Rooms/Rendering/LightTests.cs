using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Rendering;
using Fuse3D.Vision.Data.Rooms.Scenes;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Tests.Data.Rooms.Rendering;

public class LightTests
{
    private static readonly RenderOptions Fixed = new() { AutoExposure = 0, ContactRays = 0, LensBlur = 0 };

    [Fact]
    public void Render_LampOneMetreBeforeWhiteWall_ShowsItsPower()
    {
        var scene = new SmallScene { Ambient = Vector3.Zero };
        scene.Wall(2, new() { Colour = Vector3.One });
        scene.Lamps.Add(new(new(0, 1, 0), 0, new(0.2f, 0.4f, 0.1f), Vector3.Zero));

        RenderedView seen = scene.Render(SmallScene.View(63, 49, 600), Fixed);        // an odd size: a pixel looks straight ahead

        int centre = 24 * 63 + 31;
        Assert.Equal([Srgb(0.2), Srgb(0.4), Srgb(0.1)], seen.Rgb[(3 * centre)..(3 * centre + 3)]);
        Assert.Equal(Srgb(0.2126 * 0.2 + 0.7152 * 0.4 + 0.0722 * 0.1) / 255.0, seen.Shading[centre], 0.003);
    }

    [Fact]
    public void Render_LampWithDirection_ShinesByTheCosine()
    {
        float Shading(Vector3 direction)
        {
            var scene = new SmallScene { Ambient = Vector3.Zero };
            scene.Wall(2);
            scene.Lamps.Add(new(new(0, 1, 0), 0, new(0.3f), direction));
            return Linear(scene.Render(SmallScene.View(63, 49, 600), Fixed).Shading[24 * 63 + 31]);
        }

        Assert.Equal(0.3f, Shading(Vector3.UnitY), 0.002f);
        Assert.Equal(0.15f, Shading(Vector3.Normalize(new(MathF.Sqrt(3), 1, 0))), 0.002f);
        Assert.Equal(0, Shading(-Vector3.UnitY));
    }

    // A board half a metre before the wall, a point lamp at the camera's height: its shadow lies where similar triangles say.
    [Fact]
    public void Render_BoardBeforeLamp_CastsItsShadow()
    {
        var scene = new SmallScene { Ambient = new(0.05f) };
        int wall = scene.Wall(3);
        scene.Sheet(new(0.2f, 2.5f, -0.2f), new(0.4f, 0, 0), new(0, 0, 0.4f));
        scene.Lamps.Add(new(new(2f, 0.5f, 0), 0, new(4), Vector3.Zero));
        RoomView view = SmallScene.View(200, 150, 100);

        RenderedView seen = scene.Render(view, Fixed);

        // From x 2 by y 0.5 over x 0.2..0.6 by y 2.5 to y 3: -0.25..0.25.
        float At(double x) => Linear(seen.Shading[seen.Width * 75 + (int)Math.Round(view.Camera.Fx * x / 3 + view.Camera.Cx)]);
        Assert.Equal(wall + 1, seen.Instance[seen.Width * 75 + 100]);
        Assert.Equal(0.05f, At(0), 0.005f);
        Assert.Equal(0.05f, At(-0.1), 0.005f);
        Assert.True(At(-0.6) > 0.15f);
        Assert.True(At(1.1) > 0.3f);
    }

    [Fact]
    public void Render_LampWithRadius_HasSoftShadow()
    {
        RoomView view = SmallScene.View(200, 150, 100, upright: Transform3D.FromLinear([1, 0, 0, 0, 1, 0, 0, 0, 1], new(-1, 0, 0)));
        float[] Row(bool board)
        {
            var scene = new SmallScene { Ambient = Vector3.Zero };
            scene.Wall(3);
            if (board)
                scene.Sheet(new(-1.5f, 1.5f, -2), new(1.5f, 0, 0), new(0, 0, 4));
            scene.Lamps.Add(new(new(0, 0.1f, 0), 0.3f, new(4), Vector3.Zero));
            return [.. scene.Render(view, Fixed).Shading.AsSpan(75 * 200, 200).ToArray().Select(Linear)];
        }

        float[] seen = [.. Row(board: true).Zip(Row(board: false)).Select(pair => pair.First / pair.Second)];

        // A lamp 0.6 m wide, 1.4 m before the board's edge, which is 1.5 m before the wall: half shadow over 0.64 m, 21 pixels.
        Assert.InRange(seen.Count(share => share is > 0.02f and < 0.98f), 15, 27);
        int dark = Array.FindLastIndex(seen, share => share < 0.02f), lit = Array.FindIndex(seen, dark + 1, share => share > 0.98f);
        Assert.All(Enumerable.Range(dark, lit - dark), x => Assert.True(seen[x + 1] > seen[x] - 0.1f));
    }

    [Fact]
    public void Render_GlassAndGlow_CastNoShadow()
    {
        float Behind(Material? material)
        {
            var scene = new SmallScene { Ambient = Vector3.Zero };
            scene.Wall(3);
            if (material is not null)
                scene.Sheet(new(0.5f, 1.5f, -1), new(1, 0, 0), new(0, 0, 2), material);
            scene.Lamps.Add(new(new(2f, 0, 0), 0, new(4), Vector3.Zero));
            return Linear(scene.Render(SmallScene.View(63, 49, 600), Fixed).Shading[24 * 63 + 31]);
        }

        float open = Behind(null);
        Assert.True(open > 0.1f);
        Assert.Equal(0, Behind(SmallScene.Grey));
        Assert.Equal(open, Behind(SmallScene.Grey with { Transparency = 0.8f }));
        Assert.Equal(open, Behind(SmallScene.Grey with { Glow = new(0.5f) }));
    }

    [Fact]
    public void Render_Glass_ShowsWhatIsBehindInItsTint()
    {
        byte[] Look(params Material[] panes)
        {
            var scene = new SmallScene { Ambient = new(0.5f) };
            scene.Wall(3, new() { Colour = new(0.8f, 0.1f, 0.1f) });
            for (int i = 0; i < panes.Length; i++)
                scene.Wall(1 + 0.2f * i, panes[i]);
            RenderedView seen = scene.Render(SmallScene.View(9, 9), Fixed);
            Assert.Equal(panes.Length > 0 ? 1 : 3, seen.Depth[40], 1e-6f);       // the nearest pane is what is there
            return seen.Rgb[120..123];
        }

        Material clear = new() { Colour = Vector3.One, Transparency = 1 }, green = new() { Colour = new(0, 1, 0), Transparency = 1 };
        byte[] open = Look();
        Assert.True(open[0] > 2 * open[1]);
        Assert.Equal(open, Look(clear));
        Assert.Equal(open, Look(clear, clear, clear));
        byte[] tinted = Look(green);
        Assert.True(tinted[0] < open[0] && tinted[1] == open[1]);
    }

    [Fact]
    public void Render_MorePanesThanAllowed_EndsDark()
    {
        var scene = new SmallScene { Ambient = new(0.5f) };
        Material clear = new() { Colour = Vector3.One, Transparency = 1 };
        scene.Wall(3);
        for (int i = 0; i < 5; i++)
            scene.Wall(1 + 0.2f * i, clear);

        Assert.Equal(0, scene.Render(null, Fixed with { Panes = 4 }).Rgb[0]);
        Assert.NotEqual(0, scene.Render(null, Fixed with { Panes = 5 }).Rgb[0]);
    }

    [Fact]
    public void Render_Corner_IsDarkerThanOpenWall()
    {
        var scene = new SmallScene();
        scene.Wall(3);
        scene.Sheet(new(-4, 0, -0.5f), new(8, 0, 0), new(0, 8, 0));
        RenderedView seen = scene.Render(SmallScene.View(64, 64, 50), Fixed with { ContactRays = 2 });

        int foot = Enumerable.Range(0, 64).Last(row => seen.Instance[row * 64 + 32] == 1);
        float corner = Linear(seen.Shading[foot * 64 + 32]), open = Linear(seen.Shading[5 * 64 + 32]);
        Assert.InRange(corner / open, 0.4f, 0.8f);
    }

    [Fact]
    public void Render_Glossy_HasHighlightOnlyTowardsTheLampsMirror()
    {
        byte[] Row(float gloss)
        {
            var scene = new SmallScene { Ambient = new(0.1f) };
            scene.Wall(2, new() { Colour = new(0.1f), Gloss = gloss });
            scene.Lamps.Add(new(new(0, 0.01f, 0), 0, new(1), Vector3.Zero));
            RenderedView seen = scene.Render(SmallScene.View(201, 3, 100), Fixed);
            return [.. Enumerable.Range(0, 201).Select(x => seen.Rgb[3 * (201 + x)])];
        }

        byte[] matt = Row(0), glossy = Row(0.9f);
        Assert.True(glossy[100] > matt[100] + 40);
        Assert.InRange(glossy[5] - matt[5], 0, 6);
    }

    [Fact]
    public void Render_DimAndBrightRoom_ComeOutAlikeWithAutoExposure()
    {
        double Mean(float ambient, float auto)
        {
            var scene = new SmallScene { Ambient = new(ambient) };
            scene.Wall(2);
            return scene.Render(null, new() { AutoExposure = auto }).Rgb.Average(level => level);
        }

        Assert.Equal(Mean(0.02f, 1), Mean(0.8f, 1), 1.0);
        Assert.True(Mean(0.8f, 0) > 3 * Mean(0.02f, 0));
        Assert.InRange(Mean(0.8f, 0.7f) / Mean(0.02f, 0.7f), 1.1, 2.5);
    }

    [Fact]
    public void Render_LensBlur_SpreadsLightToTheFourNeighboursAndLosesNone()
    {
        var scene = new SmallScene { Ambient = new(0.4f) };
        scene.Wall(2, new() { Colour = new(0.05f) });
        scene.Sheet(new(-0.001f, 1, -0.001f), new(0.002f, 0, 0), new(0, 0, 0.002f), new() { Colour = Vector3.One });     // one pixel
        float Light(float blur, int x, int y) => Linear(scene.Render(SmallScene.View(9, 9, 300), Fixed with { LensBlur = blur }).Rgb[3 * (9 * y + x)] / 255f);

        float dark = 0.05f * 0.4f, bright = 0.4f;
        Assert.Equal([bright, dark, dark], [Light(0, 4, 4), Light(0, 3, 4), Light(0, 3, 3)], Near);
        Assert.Equal(
            [bright - 0.4f * (bright - dark), dark + 0.1f * (bright - dark), dark + 0.1f * (bright - dark), dark],
            [Light(0.4f, 4, 4), Light(0.4f, 3, 4), Light(0.4f, 4, 5), Light(0.4f, 3, 3)], Near);

        static bool Near(float a, float b) => MathF.Abs(a - b) < 0.006f;
    }

    [Fact]
    public void Render_ColourNoise_HasTheDeviationAskedFor()
    {
        var scene = new SmallScene();
        scene.Wall(2);
        RenderedView seen = scene.Render(SmallScene.View(320, 240, 300), Fixed with { ColourNoise = 5 });
        double mean = seen.Rgb.Average(level => level), deviation = Math.Sqrt(seen.Rgb.Average(level => (level - mean) * (level - mean)));
        Assert.Equal(Math.Sqrt(25 + 1 / 12.0), deviation, 0.1);
    }

    private static byte Srgb(double linear) => (byte)Math.Round(255 * (1.055 * Math.Pow(linear, 1 / 2.4) - 0.055));

    private static float Linear(float encoded) => encoded <= 0.04045f ? encoded / 12.92f : MathF.Pow((encoded + 0.055f) / 1.055f, 2.4f);
}
