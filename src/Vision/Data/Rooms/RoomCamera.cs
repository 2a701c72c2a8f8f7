using System.Numerics;

namespace Fuse3D.Vision.Data.Rooms;

/// <summary>Looks into a <see cref="SimpleRoom"/> by casting one ray through every pixel.</summary>
/// <remarks>A pinhole camera at the origin, tilted downwards; pixel coordinates are 1-based as in SUN RGB-D's calibration.</remarks>
public sealed record RoomCamera(int Width = 730, int Height = 530, float FocalLength = 529.5f, float TiltDown = 0.18f)
{
    private static readonly Vector3 Light = Vector3.Normalize(new(-0.4f, -0.6f, 0.7f));

    public float CentreU => Width / 2f;

    public float CentreV => Height / 2f;

    /// <summary>Row-major 3×3: upright from tilted, as line 1 of a SUN RGB-D calibration (there stored column by column).</summary>
    public float[] Rtilt
    {
        get
        {
            float c = MathF.Cos(TiltDown), s = MathF.Sin(TiltDown);
            return [1, 0, 0, 0, c, s, 0, -s, c];
        }
    }

    /// <summary>Row-major 3×3 intrinsics.</summary>
    public float[] Intrinsics => [FocalLength, 0, CentreU, 0, FocalLength, CentreV, 0, 0, 1];

    /// <summary>Renders the room.</summary>
    /// <returns>RGB bytes [H, W, 3] and the point that each pixel sees, [H*W] in upright axes</returns>
    public (byte[] Rgb, Vector3[] Points) Render(SimpleRoom room)
    {
        byte[] rgb = new byte[Width * Height * 3];
        var points = new Vector3[Width * Height];
        Parallel.For(0, Height, row =>
        {
            for (int column = 0; column < Width; column++)
            {
                int pixel = row * Width + column;
                (points[pixel], Vector3 colour) = Cast(room, Ray(row, column));
                (rgb[3 * pixel], rgb[3 * pixel + 1], rgb[3 * pixel + 2]) = ((byte)colour.X, (byte)colour.Y, (byte)colour.Z);
            }
        });
        return (rgb, points);
    }

    private Vector3 Ray(int row, int column)
    {
        float x = (column + 1 - CentreU) / FocalLength, down = (row + 1 - CentreV) / FocalLength;
        float c = MathF.Cos(TiltDown), s = MathF.Sin(TiltDown);
        return new(x, c - s * down, -s - c * down);   // (x, forward 1, up -down) turned by Rtilt
    }

    private static (Vector3 Point, Vector3 Colour) Cast(SimpleRoom room, Vector3 ray)
    {
        (float nearest, Vector3 normal, Vector3 colour) = Shell(room, ray);
        foreach (RoomObject thing in room.Objects)
        {
            if (Hit(thing, ray) is (float distance, Vector3 facing) && distance < nearest)
                (nearest, normal, colour) = (distance, facing, thing.Colour);
        }

        Vector3 point = ray * nearest;
        float shade = 0.45f + 0.55f * MathF.Max(0, Vector3.Dot(normal, Light));
        float checker = ((int)MathF.Floor(point.X * 2) + (int)MathF.Floor(point.Y * 2) + (int)MathF.Floor(point.Z * 2) & 1) == 0 ? 1f : 0.92f;
        return (point, Vector3.Clamp(colour * shade * checker, Vector3.Zero, new(255)));
    }

    private static (float Distance, Vector3 Normal, Vector3 Colour) Shell(SimpleRoom room, Vector3 ray)
    {
        float nearest = room.Depth / MathF.Max(ray.Y, 1e-6f);
        (Vector3 normal, Vector3 colour) = (-Vector3.UnitY, new Vector3(214, 205, 190));
        void Consider(float distance, Vector3 facing, Vector3 paint)
        {
            if (distance > 0 && distance < nearest)
                (nearest, normal, colour) = (distance, facing, paint);
        }

        Consider(SimpleRoom.Floor / ray.Z, Vector3.UnitZ, new(150, 116, 84));
        Consider(room.Ceiling / ray.Z, -Vector3.UnitZ, new(235, 235, 232));
        Consider(-room.HalfWidth / ray.X, Vector3.UnitX, new(188, 199, 205));
        Consider(room.HalfWidth / ray.X, -Vector3.UnitX, new(188, 199, 205));
        return (nearest, normal, colour);
    }

    /// <summary>Slab test in the object's own frame; null when the ray passes by.</summary>
    private static (float Distance, Vector3 Normal)? Hit(RoomObject thing, Vector3 ray)
    {
        Vector3 origin = Turn(-thing.Centre, -thing.Yaw), direction = Turn(ray, -thing.Yaw), half = thing.Size / 2;
        float enter = 0, leave = float.MaxValue;
        int axis = -1;
        for (int i = 0; i < 3; i++)
        {
            float near = (-half[i] - origin[i]) / direction[i], far = (half[i] - origin[i]) / direction[i];
            if (near > far)
                (near, far) = (far, near);
            if (near > enter)
                (enter, axis) = (near, i);
            leave = MathF.Min(leave, far);
        }

        if (axis < 0 || enter > leave)
            return null;
        Vector3 normal = Vector3.Zero;
        normal[axis] = -MathF.Sign(direction[axis]);
        return (enter, Turn(normal, thing.Yaw));
    }

    private static Vector3 Turn(Vector3 v, float yaw)
    {
        float c = MathF.Cos(yaw), s = MathF.Sin(yaw);
        return new(c * v.X - s * v.Y, s * v.X + c * v.Y, v.Z);
    }
}
