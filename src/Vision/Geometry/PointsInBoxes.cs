using System.Numerics;

namespace Fuse3D.Vision.Geometry;

/// <summary>Finds out which points of a cloud lie in boxes. The cloud is laid out once for many boxes.</summary>
public sealed class PointsInBoxes
{
    private readonly float[] _x, _y, _z;

    /// <param name="xyz">[N, 3], in the axes of the boxes</param>
    public PointsInBoxes(ReadOnlySpan<float> xyz)
    {
        int count = xyz.Length / 3;
        (_x, _y, _z) = (new float[count], new float[count], new float[count]);
        for (int i = 0; i < count; i++)
            (_x[i], _y[i], _z[i]) = (xyz[3 * i], xyz[3 * i + 1], xyz[3 * i + 2]);
    }

    /// <summary>Whether at least so many points lie in the box; stops at the last one needed.</summary>
    public bool HasAtLeast(Box3D box, int points) => points <= 0 || Count(box, stopAt: points) >= points;

    /// <summary>Points in the box, its surface included.</summary>
    /// <param name="stopAt">counting may end here</param>
    public int Count(Box3D box, int stopAt = int.MaxValue)
    {
        var near = new Neighbourhood(box);
        int found = 0;
        for (int i = 0; found < stopAt && (i = NextNear(near, i)) >= 0; i++)
            found += box.Contains(new Point3D(_x[i], _y[i], _z[i])) ? 1 : 0;
        return found;
    }

    /// <summary>Indices of the points in the box, ascending.</summary>
    public int[] Indices(Box3D box)
    {
        var near = new Neighbourhood(box);
        List<int> inside = [];
        for (int i = 0; (i = NextNear(near, i)) >= 0; i++)
        {
            if (box.Contains(new Point3D(_x[i], _y[i], _z[i])))
                inside.Add(i);
        }

        return [.. inside];
    }

    // The next point within the widened extents; -1 when there is none.
    private int NextNear(in Neighbourhood box, int start)
    {
        int lanes = Vector<float>.Count, i = start;
        for (; i <= _x.Length - lanes; i += lanes)
        {
            Vector<int> near = Vector.LessThanOrEqual(Vector.Abs(new Vector<float>(_x, i) - box.X), box.HalfX)
                & Vector.LessThanOrEqual(Vector.Abs(new Vector<float>(_y, i) - box.Y), box.HalfY)
                & Vector.LessThanOrEqual(Vector.Abs(new Vector<float>(_z, i) - box.Z), box.HalfZ);
            if (near == Vector<int>.Zero)
                continue;
            int lane = 0;
            while (near[lane] == 0)
                lane++;
            return i + lane;
        }

        for (; i < _x.Length; i++)
        {
            if (MathF.Abs(_x[i] - box.X[0]) <= box.HalfX[0] && MathF.Abs(_y[i] - box.Y[0]) <= box.HalfY[0]
                && MathF.Abs(_z[i] - box.Z[0]) <= box.HalfZ[0])
                return i;
        }

        return -1;
    }

    // A box's extents, widened by far more than float rounding, in every lane: what lies outside need not be looked at exactly.
    private readonly struct Neighbourhood
    {
        public readonly Vector<float> X, Y, Z, HalfX, HalfY, HalfZ;

        public Neighbourhood(Box3D box)
        {
            Extents3D extents = box.Extents();
            Point3D centre = (extents.Min + extents.Max) * 0.5, half = (extents.Max - extents.Min) * 0.5;
            double slack = 1e-5 * (1 + Math.Abs(centre.X) + Math.Abs(centre.Y) + Math.Abs(centre.Z) + half.Length);
            (X, Y, Z) = (new((float)centre.X), new((float)centre.Y), new((float)centre.Z));
            (HalfX, HalfY, HalfZ) = (new((float)(half.X + slack)), new((float)(half.Y + slack)), new((float)(half.Z + slack)));
        }
    }
}
