using System.Numerics;
using Fuse3D.V1;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Cli.Drawing;

/// <summary>A 3D box as it is drawn: its corners in the frame of the points, a label and a colour.</summary>
/// <param name="Corners">eight: the lower four around, then the upper four above them</param>
internal sealed record DrawnBox(System.Numerics.Vector3[] Corners, string Label, Rgb Colour)
{
    /// <summary>The twelve edges, as indices of corners.</summary>
    public static IReadOnlyList<(int From, int To)> Edges { get; } =
        [(0, 1), (1, 2), (2, 3), (3, 0), (4, 5), (5, 6), (6, 7), (7, 4), (0, 4), (1, 5), (2, 6), (3, 7)];

    public static DrawnBox Of(Detection3D detection)
    {
        Pose pose = detection.Box.Center;
        return new(
            CornersOf(Number(pose.Position), Number(detection.Box.Size), Number(pose.Orientation)),
            $"{detection.Label} {detection.Score:0.00}",
            Rgb.OfClass(detection.ClassId));
    }

    public static DrawnBox Of(Box3D box, string label, Rgb colour) => new(
        [.. box.Corners().Select(corner => new System.Numerics.Vector3((float)corner.X, (float)corner.Y, (float)corner.Z))], label, colour);

    /// <param name="size">full lengths along the box's own axes</param>
    public static System.Numerics.Vector3[] CornersOf(System.Numerics.Vector3 centre, System.Numerics.Vector3 size, System.Numerics.Quaternion turn)
    {
        ReadOnlySpan<(int X, int Y)> around = [(-1, -1), (1, -1), (1, 1), (-1, 1)];
        var corners = new System.Numerics.Vector3[8];
        for (int i = 0; i < 8; i++)
        {
            System.Numerics.Vector3 sign = new(around[i % 4].X, around[i % 4].Y, i < 4 ? -1 : 1);
            corners[i] = centre + System.Numerics.Vector3.Transform(size * sign / 2, turn);
        }

        return corners;
    }

    private static System.Numerics.Vector3 Number(V1.Vector3 v) => new((float)v.X, (float)v.Y, (float)v.Z);

    private static System.Numerics.Quaternion Number(V1.Quaternion? q) =>
        q is null || (q.X == 0 && q.Y == 0 && q.Z == 0 && q.W == 0)
            ? System.Numerics.Quaternion.Identity
            : new((float)q.X, (float)q.Y, (float)q.Z, (float)q.W);
}
