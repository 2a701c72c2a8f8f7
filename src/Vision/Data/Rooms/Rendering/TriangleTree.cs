using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Fuse3D.Vision.Data.Rooms.Scenes;

namespace Fuse3D.Vision.Data.Rooms.Rendering;

/// <summary>A scene's triangles in a tree of boxes, for rays to find the nearest one or any that blocks them.</summary>
/// <remarks>Of triangles at the same distance the one with the lower slot is met. Triangles without an area are left out.</remarks>
internal sealed unsafe class TriangleTree
{
    /// <summary>Nodes that a walk may have to come back to.</summary>
    public const int StackSize = 80;                // a path is at most 40 + log2 of the triangles deep
    private readonly TreeNode[] _nodes;
    private readonly TracedTriangle[] _triangles;

    /// <param name="blocksLight">[M] whether triangles of a material cast shadows</param>
    public TriangleTree(SceneMesh mesh, ReadOnlySpan<bool> blocksLight)
    {
        ReadOnlySpan<Vector3> positions = CollectionsMarshal.AsSpan(mesh.Positions);
        List<TracedTriangle> seen = new(mesh.Triangles.Count);
        List<Vector3> low = new(mesh.Triangles.Count), high = new(mesh.Triangles.Count);
        for (int i = 0; i < mesh.Triangles.Count; i++)
        {
            SceneTriangle triangle = mesh.Triangles[i];
            Vector3 a = positions[triangle.A], b = positions[triangle.B], c = positions[triangle.C];
            var traced = new TracedTriangle(a, b, c, i, blocksLight[triangle.Material]);
            if (!(traced.Normal.LengthSquared() > 0.5f))
                continue;
            seen.Add(traced);
            low.Add(Vector3.Min(a, Vector3.Min(b, c)));
            high.Add(Vector3.Max(a, Vector3.Max(b, c)));
        }

        (_nodes, int[] order) = TreeBuilder.Build([.. low], [.. high]);
        _triangles = [.. order.Select(i => seen[i])];
    }

    /// <summary>The root first; none of an empty scene.</summary>
    public ReadOnlySpan<TreeNode> Nodes => _nodes;

    /// <summary>By slot.</summary>
    public ReadOnlySpan<TracedTriangle> Triangles => _triangles;

    /// <summary>Follows eight rays to the nearest triangles.</summary>
    [SkipLocalsInit]
    public void Nearest(in RayPacket rays, out PacketHits hits)
    {
        hits.Distance = rays.To;
        hits.Slot = Vector256.Create(-1);
        if (_nodes.Length == 0)
            return;
        int* stack = stackalloc int[StackSize];
        int top = 0, at = 0, backwards = rays.Backwards;
        fixed (TreeNode* nodes = _nodes)
        {
            while (true)
            {
                TreeNode* node = nodes + at;
                if (Enter(node, rays, hits.Distance))
                {
                    if (!node->IsLeaf)
                    {
                        bool swap = ((backwards >> node->Axis) & 1) != 0;
                        stack[top++] = swap ? at + 1 : node->Link;
                        at = swap ? node->Link : at + 1;
                        continue;
                    }

                    NearestOf(node->Link, node->Kind, rays, ref hits);
                }

                if (top == 0)
                    return;
                at = stack[--top];
            }
        }
    }

    /// <summary>Which of eight rays meet something that blocks light.</summary>
    /// <returns>bit k: ray k does</returns>
    [SkipLocalsInit]
    public uint Blocked(in RayPacket rays)
    {
        if (_nodes.Length == 0)
            return 0;
        int* stack = stackalloc int[StackSize];
        int top = 0, at = 0, backwards = rays.Backwards;
        Vector256<float> to = rays.To;                      // below every start once a lane is blocked
        uint open = Vector256.LessThanOrEqual(rays.From, to).ExtractMostSignificantBits(), blocked = 0;
        fixed (TreeNode* nodes = _nodes)
        {
            while (blocked != open)
            {
                TreeNode* node = nodes + at;
                if (Enter(node, rays, to))
                {
                    if (!node->IsLeaf)
                    {
                        bool swap = ((backwards >> node->Axis) & 1) != 0;
                        stack[top++] = swap ? at + 1 : node->Link;
                        at = swap ? node->Link : at + 1;
                        continue;
                    }

                    blocked |= BlockedBy(node->Link, node->Kind, rays, ref to);
                }

                if (top == 0)
                    break;
                at = stack[--top];
            }
        }

        return blocked;
    }

    /// <summary>What <see cref="Nearest(in RayPacket, out PacketHits)"/> means: one ray against every triangle.</summary>
    public RayHit NearestScalar(in Ray ray)
    {
        RayHit nearest = new(ray.To, -1);
        for (int slot = 0; slot < _triangles.Length; slot++)
        {
            if (_triangles[slot].Meet(ray, out float distance) && (nearest.Slot < 0 || distance < nearest.Distance))
                nearest = new(distance, slot);
        }

        return nearest;
    }

    /// <summary>What <see cref="Blocked(in RayPacket)"/> means: one ray against every triangle.</summary>
    public bool BlockedScalar(in Ray ray)
    {
        foreach (ref readonly TracedTriangle triangle in Triangles)
        {
            if (triangle.BlocksLight && triangle.Meet(ray, out _))
                return true;
        }

        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Enter(TreeNode* node, in RayPacket rays, Vector256<float> to)
    {
        Vector256<float> x0 = Vector256.FusedMultiplyAdd(Vector256.Create(node->Low.X), rays.Inverse.X, rays.Shift.X);
        Vector256<float> x1 = Vector256.FusedMultiplyAdd(Vector256.Create(node->High.X), rays.Inverse.X, rays.Shift.X);
        Vector256<float> y0 = Vector256.FusedMultiplyAdd(Vector256.Create(node->Low.Y), rays.Inverse.Y, rays.Shift.Y);
        Vector256<float> y1 = Vector256.FusedMultiplyAdd(Vector256.Create(node->High.Y), rays.Inverse.Y, rays.Shift.Y);
        Vector256<float> z0 = Vector256.FusedMultiplyAdd(Vector256.Create(node->Low.Z), rays.Inverse.Z, rays.Shift.Z);
        Vector256<float> z1 = Vector256.FusedMultiplyAdd(Vector256.Create(node->High.Z), rays.Inverse.Z, rays.Shift.Z);
        Vector256<float> enter = Vector256.MaxNative(
            Vector256.MaxNative(Vector256.MinNative(x0, x1), Vector256.MinNative(y0, y1)),
            Vector256.MaxNative(Vector256.MinNative(z0, z1), rays.From));
        Vector256<float> leave = Vector256.MinNative(
            Vector256.MinNative(Vector256.MaxNative(x0, x1), Vector256.MaxNative(y0, y1)),
            Vector256.MinNative(Vector256.MaxNative(z0, z1), to));
        return Vector256.LessThanOrEqualAny(enter, leave);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void NearestOf(int first, int count, in RayPacket rays, ref PacketHits hits)
    {
        for (int slot = first; slot < first + count; slot++)
        {
            Vector256<float> met = _triangles[slot].Meet(rays, hits.Distance, out Vector256<float> distance);
            if (met.ExtractMostSignificantBits() == 0)
                continue;
            Vector256<int> here = Vector256.Create(slot);
            // Equally far: the lower slot. Nothing met yet counts as the highest one.
            Vector256<int> nearer = Vector256.LessThan(distance, hits.Distance).AsInt32()
                | Vector256.LessThan(here.AsUInt32(), hits.Slot.AsUInt32()).AsInt32();
            Vector256<int> take = met.AsInt32() & nearer;
            hits.Distance = Vector256.ConditionalSelect(take.AsSingle(), distance, hits.Distance);
            hits.Slot = Vector256.ConditionalSelect(take, here, hits.Slot);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint BlockedBy(int first, int count, in RayPacket rays, ref Vector256<float> to)
    {
        uint blocked = 0;
        for (int slot = first; slot < first + count; slot++)
        {
            ref readonly TracedTriangle triangle = ref _triangles[slot];
            if (!triangle.BlocksLight)
                continue;
            Vector256<float> met = triangle.Meet(rays, to, out _);
            blocked |= met.ExtractMostSignificantBits();
            to = Vector256.ConditionalSelect(met, Vector256.Create(float.NegativeInfinity), to);
        }

        return blocked;
    }
}
