using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.SunRgbd;

/// <summary>Finds out which object each point belongs to: of the boxes that it lies in, the one with the nearest centre.</summary>
internal static class PointInstances
{
    /// <param name="xyz">[N, 3]</param>
    /// <returns>[N] index of the box, -1 outside all</returns>
    public static int[] Of(ReadOnlySpan<float> xyz, IReadOnlyList<LabelledBox> objects)
    {
        var instances = new int[xyz.Length / 3];
        var nearest = new double[instances.Length];
        Array.Fill(instances, -1);
        Array.Fill(nearest, double.PositiveInfinity);
        var points = new PointsInBoxes(xyz);
        for (int b = 0; b < objects.Count; b++)
        {
            foreach (int i in points.Indices(objects[b].Box))
            {
                double distance = (new Point3D(xyz[3 * i], xyz[3 * i + 1], xyz[3 * i + 2]) - objects[b].Box.Centre).Length;
                if (distance < nearest[i])
                    (instances[i], nearest[i]) = (b, distance);
            }
        }

        return instances;
    }
}
