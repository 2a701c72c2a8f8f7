using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Models.Packed;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Fusion;

/// <summary>Where each seed falls in each view.</summary>
/// <param name="Views">views of the scene</param>
/// <param name="Seeds">seeds of the cloud</param>
/// <param name="PatchesPerView">patches of each view</param>
/// <param name="Patches">[Views, Seeds] index of the patch within its view, row by row; -1 where the view does not see the seed</param>
public sealed record PatchMap(int Views, int Seeds, int PatchesPerView, int[] Patches)
{
    /// <summary>Projects seeds into each view.</summary>
    /// <param name="seedXyz">[P, 3] in the projections' point axes</param>
    /// <param name="views">one projection per view, all with the same grid</param>
    public static PatchMap Project(Tensor seedXyz, IReadOnlyList<PointProjection> views)
    {
        float[] xyz = seedXyz.ToFloats();
        int seeds = xyz.Length / 3, perView = views[0].Grid.Count;
        var patches = new int[views.Count * seeds];
        for (int view = 0; view < views.Count; view++)
        {
            if (views[view].Grid.Count != perView)
            {
                throw new InvalidInputException(
                    $"view {view} has {views[view].Grid.Count} patches, the first {perView}; views are of one size", "views");
            }

            ProjectedPoints projected = views[view].Project(xyz);
            for (int i = 0; i < seeds; i++)
                patches[view * seeds + i] = projected.Valid[i] ? projected.Patch[i] : -1;
        }

        return new(views.Count, seeds, perView, patches);
    }

    /// <summary>Whether any view sees the seed.</summary>
    public bool Sees(int seed)
    {
        for (int view = 0; view < Views; view++)
        {
            if (Patches[view * Seeds + seed] >= 0)
                return true;
        }

        return false;
    }

    /// <summary>The patches that see some seeds, as view * patches per view + patch, each once, ascending.</summary>
    internal int[] Wanted(ReadOnlySpan<int> seeds)
    {
        var wanted = new SortedSet<int>();
        foreach (int seed in seeds)
        {
            for (int view = 0; view < Views; view++)
            {
                int patch = Patches[view * Seeds + seed];
                if (patch >= 0)
                    wanted.Add(view * PatchesPerView + patch);
            }
        }

        return [.. wanted];
    }
}
