using System.Numerics;
using System.Runtime.InteropServices;

namespace Fuse3D.Vision.Data.Rooms.Rendering;

/// <summary>A box of the tree. The first child follows its parent in the array.</summary>
/// <param name="Link">the second child's index; of a leaf, its first triangle's</param>
/// <param name="Kind">of a leaf, how many triangles it holds; otherwise -1 - the axis that parts the children</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct TreeNode(Vector3 Low, int Link, Vector3 High, int Kind)
{
    public bool IsLeaf => Kind > 0;

    public int Axis => -1 - Kind;
}
