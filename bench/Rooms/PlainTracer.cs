using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Rendering;

namespace Fuse3D.Bench.Rooms;

/// <summary>Rays followed one at a time through the same tree: what eight at once are measured against.</summary>
internal static class PlainTracer
{
    /// <summary>The nearest triangle that a ray meets.</summary>
    public static RayHit Nearest(TriangleTree tree, in Ray ray)
    {
        RayHit nearest = new(ray.To, -1);
        Span<int> stack = stackalloc int[TriangleTree.StackSize];
        int top = 0;
        if (tree.Nodes.Length > 0)
            stack[top++] = 0;
        while (top > 0)
        {
            int at = stack[--top];
            ref readonly TreeNode node = ref tree.Nodes[at];
            if (!Enters(node, ray, nearest.Distance))
                continue;
            if (node.IsLeaf)
            {
                nearest = NearestOf(tree, node, ray, nearest);
                continue;
            }

            bool backwards = ray.Direction[node.Axis] < 0;
            stack[top++] = backwards ? at + 1 : node.Link;
            stack[top++] = backwards ? node.Link : at + 1;
        }

        return nearest;
    }

    private static RayHit NearestOf(TriangleTree tree, in TreeNode leaf, in Ray ray, RayHit nearest)
    {
        for (int slot = leaf.Link; slot < leaf.Link + leaf.Kind; slot++)
        {
            if (tree.Triangles[slot].Meet(ray, out float distance)
                && (distance < nearest.Distance || (distance == nearest.Distance && (uint)slot < (uint)nearest.Slot)))
                nearest = new(distance, slot);
        }

        return nearest;
    }

    private static bool Enters(in TreeNode node, in Ray ray, float to)
    {
        float enter = ray.From, leave = to;
        for (int axis = 0; axis < 3; axis++)
        {
            float inverse = 1 / ray.Direction[axis], a = (node.Low[axis] - ray.Origin[axis]) * inverse, b = (node.High[axis] - ray.Origin[axis]) * inverse;
            enter = MathF.Max(enter, MathF.Min(a, b));
            leave = MathF.Min(leave, MathF.Max(a, b));
        }

        return enter <= leave;
    }
}
