using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fuse3D.Vision.Data.Rooms.Rendering;

/// <summary>Eight surface points, as light is reckoned for them.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SurfacePacket
{
    private fixed float _values[13 * RayPacket.Lanes];

    public readonly Vector3x8 Position => new(Part(0), Part(1), Part(2));

    /// <summary>The triangles' normals, towards the look.</summary>
    public readonly Vector3x8 Facing => new(Part(3), Part(4), Part(5));

    /// <summary>The surfaces' normals, towards the look.</summary>
    public readonly Vector3x8 Normal => new(Part(6), Part(7), Part(8));

    /// <summary>Unit length, to where the look comes from.</summary>
    public readonly Vector3x8 Back => new(Part(9), Part(10), Part(11));

    public readonly Vector256<float> Gloss => Part(12);

    /// <summary>Bit k: lane k holds a point.</summary>
    public uint Active { get; private set; }

    public void Set(int lane, in SurfacePoint point, System.Numerics.Vector3 back)
    {
        Put(lane, 0, point.Position);
        Put(lane, 3, point.Facing);
        Put(lane, 6, point.Normal);
        Put(lane, 9, back);
        _values[12 * RayPacket.Lanes + lane] = point.Material.Gloss;
        Active |= 1u << lane;
    }

    private void Put(int lane, int part, System.Numerics.Vector3 value)
    {
        _values[part * RayPacket.Lanes + lane] = value.X;
        _values[(part + 1) * RayPacket.Lanes + lane] = value.Y;
        _values[(part + 2) * RayPacket.Lanes + lane] = value.Z;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly Vector256<float> Part(int part)
    {
        fixed (float* values = _values)
            return Vector256.Load(values + part * RayPacket.Lanes);
    }
}
