using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.ScanNet;

/// <summary>Targets of a ScanNet sample, with the choices of Group-Free's loader (scannet/scannet_detection_dataset.py).</summary>
internal static class ScanNetTargets
{
    /// <param name="boxes">in the axes of the points; those beyond <see cref="BoxTargets.Slots"/> are left out</param>
    /// <param name="xyz">[N, 3] the sample's points</param>
    /// <param name="semantic">[N] nyu40 ids</param>
    /// <param name="instance">[N] object numbers</param>
    public static BoxTargets Make(
        IReadOnlyList<ScanNetBox> boxes, ReadOnlySpan<float> xyz, ReadOnlySpan<int> semantic, ReadOnlySpan<int> instance)
    {
        int count = Math.Min(boxes.Count, BoxTargets.Slots);
        var targets = new BoxTargets
        {
            CenterLabel = new float[BoxTargets.Slots * 3],
            HeadingClass = new long[BoxTargets.Slots],
            HeadingResidual = new float[BoxTargets.Slots],
            SizeClass = new long[BoxTargets.Slots],
            SizeResidual = new float[BoxTargets.Slots * 3],
            SizeGts = new float[BoxTargets.Slots * 3],
            SemanticClass = new long[BoxTargets.Slots],
            BoxMask = new float[BoxTargets.Slots],
            PointObjectMask = new long[instance.Length],
            PointInstance = new long[instance.Length],
        };
        var centres = new Point3D[BoxTargets.Slots];
        Array.Fill(centres, new Point3D(BoxTargets.EmptyCentre, BoxTargets.EmptyCentre, BoxTargets.EmptyCentre));
        for (int slot = 0; slot < count; slot++)
        {
            centres[slot] = boxes[slot].Centre;
            Fill(targets, slot, boxes[slot]);
        }

        for (int slot = 0; slot < BoxTargets.Slots; slot++)
            Put(targets.CenterLabel, slot, centres[slot]);
        AssignPoints(targets, centres, xyz, semantic, instance);
        return targets;
    }

    private static void Fill(BoxTargets targets, int slot, ScanNetBox box)
    {
        targets.SizeClass[slot] = targets.SemanticClass[slot] = box.Class;
        targets.BoxMask[slot] = 1;
        Put(targets.SizeGts, slot, box.Size);
        Put(targets.SizeResidual, slot, box.Size - ObjectClasses.ScanNet.MeanSizes[box.Class]);
    }

    // Objects are known by their points, boxes by their place: an object takes the slot whose centre is nearest to the middle of those
    // of its points that were drawn. So the choice follows the draw.
    private static void AssignPoints(
        BoxTargets targets, Point3D[] centres, ReadOnlySpan<float> xyz, ReadOnlySpan<int> semantic, ReadOnlySpan<int> instance)
    {
        var objects = new Dictionary<int, DrawnObject>();
        for (int i = 0; i < instance.Length; i++)
        {
            if (!objects.TryGetValue(instance[i], out DrawnObject? drawn))
                objects[instance[i]] = drawn = new DrawnObject(ObjectClasses.ScanNetClassOf(semantic[i]) >= 0);
            drawn.Include(xyz.Slice(3 * i, 3));
        }

        foreach (DrawnObject drawn in objects.Values.Where(o => o.Wanted))
            drawn.Slot = Nearest(centres, drawn.Middle);
        for (int i = 0; i < instance.Length; i++)
        {
            DrawnObject drawn = objects[instance[i]];
            (targets.PointInstance[i], targets.PointObjectMask[i]) = (drawn.Slot, drawn.Wanted ? 1 : 0);
        }
    }

    private static int Nearest(Point3D[] centres, Point3D middle)
    {
        int nearest = 0;
        double least = double.PositiveInfinity;
        for (int slot = 0; slot < centres.Length; slot++)
        {
            Point3D d = middle - centres[slot];
            double distance = d.X * d.X + d.Y * d.Y + d.Z * d.Z;
            (nearest, least) = distance < least ? (slot, distance) : (nearest, least);
        }

        return nearest;
    }

    private static void Put(float[] values, int slot, Point3D p) =>
        (values[3 * slot], values[3 * slot + 1], values[3 * slot + 2]) = ((float)p.X, (float)p.Y, (float)p.Z);

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
