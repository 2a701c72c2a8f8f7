using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.ScanNet;

/// <summary>Finds out which box each point of a ScanNet sample belongs to, as Group-Free's loader does.</summary>
/// <remarks>
/// Points know their object's number, boxes do not. So an object takes the box whose centre is nearest to the middle of those of its points
/// that were drawn; the choice follows the draw. Objects of other classes, by the first of their points, take none.
/// </remarks>
internal static class PointSlots
{
    /// <param name="boxes">in the axes of the points</param>
    /// <param name="xyz">[N, 3] the sample's points</param>
    /// <param name="semantic">[N] nyu40 ids</param>
    /// <param name="instance">[N] object numbers</param>
    /// <returns>[N] index of the box, -1 without one</returns>
    public static long[] Of(
        IReadOnlyList<ScanNetBox> boxes, ReadOnlySpan<float> xyz, ReadOnlySpan<int> semantic, ReadOnlySpan<int> instance)
    {
        var objects = new Dictionary<int, DrawnObject>();
        for (int i = 0; i < instance.Length; i++)
        {
            if (!objects.TryGetValue(instance[i], out DrawnObject? drawn))
                objects[instance[i]] = drawn = new DrawnObject(ObjectClasses.ScanNetClassOf(semantic[i]) >= 0);
            drawn.Include(xyz.Slice(3 * i, 3));
        }

        foreach (DrawnObject drawn in objects.Values.Where(o => o.Wanted))
            drawn.Slot = Nearest(boxes, drawn.Middle);
        var slots = new long[instance.Length];
        for (int i = 0; i < slots.Length; i++)
            slots[i] = objects[instance[i]].Slot;
        return slots;
    }

    private static int Nearest(IReadOnlyList<ScanNetBox> boxes, Point3D middle)
    {
        (int nearest, double least) = (-1, double.PositiveInfinity);
        for (int slot = 0; slot < boxes.Count; slot++)
        {
            Point3D d = middle - boxes[slot].Centre;
            double distance = d.X * d.X + d.Y * d.Y + d.Z * d.Z;
            (nearest, least) = distance < least ? (slot, distance) : (nearest, least);
        }

        return nearest;
    }

    /// <param name="wanted">its first point drawn is of the 18 classes</param>
    private sealed class DrawnObject(bool wanted)
    {
        private readonly float[] _min = [float.PositiveInfinity, float.PositiveInfinity, float.PositiveInfinity];
        private readonly float[] _max = [float.NegativeInfinity, float.NegativeInfinity, float.NegativeInfinity];

        public bool Wanted { get; } = wanted;

        public int Slot { get; set; } = -1;

        // In float32, as the points are.
        public Point3D Middle => new(0.5f * (_min[0] + _max[0]), 0.5f * (_min[1] + _max[1]), 0.5f * (_min[2] + _max[2]));

        public void Include(ReadOnlySpan<float> point)
        {
            for (int axis = 0; axis < 3; axis++)
                (_min[axis], _max[axis]) = (MathF.Min(_min[axis], point[axis]), MathF.Max(_max[axis], point[axis]));
        }
    }
}
