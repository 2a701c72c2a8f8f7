using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.SunRgbd;

/// <summary>The votes that Group-Free's preparation writes (sunrgbd/sunrgbd_data.py): where each point's objects are.</summary>
internal static class GroupFreeVotes
{
    /// <summary>In any box, three votes of x y z, three numbers of objects.</summary>
    public const int Columns = 13;

    private const int Votes = 3, FirstObject = 10;

    /// <remarks>
    /// A point in one box votes for it three times; one in two has the first again in third place; one in more than three keeps the
    /// first two and the last. The vote for the nearest centre is moved to the front. Outside all boxes: zeros, and objects of -1.
    /// </remarks>
    /// <param name="xyz">[N, 3]</param>
    /// <returns>[N, 13]</returns>
    public static double[] Of(ReadOnlySpan<float> xyz, IReadOnlyList<LabelledBox> objects)
    {
        int count = xyz.Length / 3;
        var rows = new double[count * Columns];
        var found = new int[count];
        for (int i = 0; i < count; i++)
            rows.AsSpan(i * Columns + FirstObject, Votes).Fill(-1);
        var points = new PointsInBoxes(xyz);
        for (int b = 0; b < objects.Count; b++)
        {
            foreach (int i in points.Indices(objects[b].Box))
            {
                Point3D vote = objects[b].Box.Centre - new Point3D(xyz[3 * i], xyz[3 * i + 1], xyz[3 * i + 2]);
                Add(rows.AsSpan(i * Columns, Columns), found[i], vote, b);
                found[i] = Math.Min(Votes - 1, found[i] + 1);
            }
        }

        for (int i = 0; i < count; i++)
            NearestFirst(rows.AsSpan(i * Columns, Columns));
        return rows;
    }

    private static void Add(Span<double> row, int place, Point3D vote, int index)
    {
        row[0] = 1;
        for (int p = place; p < (place == 0 ? Votes : place + 1); p++)
        {
            (row[1 + 3 * p], row[2 + 3 * p], row[3 + 3 * p]) = (vote.X, vote.Y, vote.Z);
            row[FirstObject + p] = index;
        }
    }

    private static void NearestFirst(Span<double> row)
    {
        int nearest = 0;
        for (int p = 1; p < Votes; p++)
            nearest = Distance(row, p) < Distance(row, nearest) ? p : nearest;
        if (nearest == 0)
            return;
        (row[FirstObject], row[FirstObject + nearest]) = (row[FirstObject + nearest], row[FirstObject]);
        for (int axis = 1; axis <= 3; axis++)
            (row[axis], row[axis + 3 * nearest]) = (row[axis + 3 * nearest], row[axis]);
    }

    private static double Distance(ReadOnlySpan<double> row, int place)
    {
        ReadOnlySpan<double> v = row.Slice(1 + 3 * place, 3);
        return v[0] * v[0] + v[1] * v[1] + v[2] * v[2];
    }
}
