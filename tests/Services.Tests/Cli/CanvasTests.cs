using System.Numerics;
using Fuse3D.Cli.Drawing;

namespace Fuse3D.Services.Tests.Cli;

public sealed class CanvasTests
{
    private static readonly Rgb Red = new(255, 0, 0);

    [Theory]
    [InlineData(-100, -100, 200, 200), InlineData(-1e9f, 5, 1e9f, 5), InlineData(3, 3, 3, 3), InlineData(-5, -5, -1, 40)]
    public void Line_LeavesThePicture_DrawsWhatIsInsideAndNothingElse(float x0, float y0, float x1, float y1)
    {
        Canvas canvas = Canvas.Blank(20, 10, default);

        canvas.Line(new(x0, y0), new(x1, y1), Red, thickness: 1);

        int drawn = Enumerable.Range(0, 200).Count(i => canvas.Rgb[3 * i] == 255);
        Assert.Equal(x1 < 0 ? 0 : x0 == x1 ? 1 : y0 == y1 ? 20 : 10, drawn);
    }

    [Fact]
    public void Line_NotANumber_DrawsNothing()
    {
        Canvas canvas = Canvas.Blank(8, 8, default);

        canvas.Line(new(float.NaN, 0), new(5, 5), Red);
        canvas.Line(new(0, 0), new(float.PositiveInfinity, 5), Red);

        Assert.All(canvas.Rgb, value => Assert.Equal(0, value));
    }

    [Fact]
    public void Label_AnyText_StaysInThePicture()
    {
        Canvas canvas = Canvas.Blank(60, 20, default);

        canvas.Label(1000, -50, "sofa 0.5 ☂", Red);

        Assert.Contains((byte)255, canvas.Rgb);
    }

    [Fact]
    public void CornersOf_QuarterTurn_SwapsLengthAndWidth()
    {
        Vector3[] corners = DrawnBox.CornersOf(new(1, 2, 3), new(4, 2, 1), Quaternion.CreateFromAxisAngle(Vector3.UnitZ, MathF.PI / 2));

        Assert.Equal(2, corners.Max(c => c.X) - corners.Min(c => c.X), 1e-4f);
        Assert.Equal(4, corners.Max(c => c.Y) - corners.Min(c => c.Y), 1e-4f);
        Assert.All(corners[..4], c => Assert.Equal(2.5f, c.Z, 1e-4f));
    }
}
