using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.ScanNet;

/// <summary>Makes of a raw scan what VoteNet's preparation makes of it (scannet/load_scannet_data.py).</summary>
/// <param name="groups">the annotated objects</param>
/// <param name="segments">[N] segment of each vertex</param>
/// <param name="labels">nyu40 ids of raw categories</param>
/// <param name="name">what the annotation is called in errors</param>
internal sealed class ScanPreparation(IReadOnlyList<SegmentGroup> groups, int[] segments, ScanLabelMap labels, string name)
{
    /// <param name="mesh">the vertices in scan axes</param>
    /// <param name="aligned">from scan axes to the axes of the result</param>
    /// <returns>every vertex; the objects of the 18 classes, by their number</returns>
    public ScanNetScene Prepare(PointCloud mesh, Transform3D aligned)
    {
        if (mesh.Count != segments.Length)
            throw new InvalidInputException($"{name}: {segments.Length} vertices are segmented, the mesh has {mesh.Count}");
        float[] vertices = ScanNetScene.Rows(mesh, aligned);
        Dictionary<int, int> semanticOf = SemanticBySegment(), instanceOf = [];
        foreach (SegmentGroup group in groups)
        {
            foreach (int segment in group.Segments)
                instanceOf[segment] = group.ObjectId + 1;
        }

        int[] semantic = [.. segments.Select(s => semanticOf.GetValueOrDefault(s))];
        int[] instance = [.. segments.Select(s => instanceOf.GetValueOrDefault(s))];
        return new ScanNetScene(vertices, semantic, instance, Boxes(vertices, instance, semanticOf));
    }

    // A segment of several objects is what the last category says, in the order in which categories first appear.
    private Dictionary<int, int> SemanticBySegment()
    {
        HashSet<int> known = [.. segments];
        Dictionary<int, int> semantic = [];
        foreach (IGrouping<string, SegmentGroup> category in groups.GroupBy(g => g.Label))
        {
            int nyu40 = labels.Nyu40(category.Key);
            foreach (SegmentGroup group in category)
            {
                foreach (int segment in group.Segments)
                    semantic[segment] = known.Contains(segment) ? nyu40 : throw new InvalidInputException(
                        $"{name}: object {group.ObjectId} ({group.Label}) has segment {segment}, which no vertex belongs to");
            }
        }

        return semantic;
    }

    // An object's class is that of its first segment. One without points, its segments taken by later objects, has no box.
    private List<ScanNetBox> Boxes(float[] vertices, int[] instance, Dictionary<int, int> semanticOf)
    {
        var extents = new Dictionary<int, (float[] Min, float[] Max)>();
        for (int i = 0; i < instance.Length; i++)
        {
            ReadOnlySpan<float> point = vertices.AsSpan(i * ScanNetScene.Width, 3);
            if (!extents.TryGetValue(instance[i], out (float[] Min, float[] Max) e))
                extents[instance[i]] = e = (point.ToArray(), point.ToArray());
            for (int axis = 0; axis < 3; axis++)
                (e.Min[axis], e.Max[axis]) = (MathF.Min(e.Min[axis], point[axis]), MathF.Max(e.Max[axis], point[axis]));
        }

        List<ScanNetBox> boxes = [];
        foreach (SegmentGroup group in groups.Where(g => g.Segments.Length > 0).OrderBy(g => g.ObjectId))
        {
            int id = ObjectClasses.ScanNetClassOf(semanticOf[group.Segments[0]]);
            if (id >= 0 && extents.TryGetValue(group.ObjectId + 1, out (float[] Min, float[] Max) e))
                boxes.Add(ToBox(id, e.Min, e.Max));
        }

        return boxes;
    }

    // In float32, as the preparation computes it.
    private static ScanNetBox ToBox(int id, float[] min, float[] max) => new(
        id,
        new Point3D((min[0] + max[0]) / 2, (min[1] + max[1]) / 2, (min[2] + max[2]) / 2),
        new Point3D(max[0] - min[0], max[1] - min[1], max[2] - min[2]));
}
