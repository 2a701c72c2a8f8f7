using Fuse3D.Vision.Data.Rooms.Scenes;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Data.Rooms.Writing;

/// <summary>What a look shows of an object.</summary>
/// <param name="Index">in the scene</param>
/// <param name="Pixels">that show it</param>
/// <param name="MeasuredPixels">of those, with a depth</param>
/// <param name="FullPixels">that it would cover if nothing stood before it and the picture went on beyond its edges</param>
/// <param name="Extents">the rectangle around the pixels that show it</param>
public sealed record SeenObject(int Index, SceneObject Thing, int Pixels, int MeasuredPixels, int FullPixels, PictureBox Extents)
{
    /// <summary>Part of the object that is seen, 0..1.</summary>
    public double Share => Math.Min(1, Pixels / (double)Math.Max(1, FullPixels));

    /// <summary>Floor, walls, ceiling: what a room is made of, and no object in it.</summary>
    public bool IsStructure => Thing.Nyu40 is 1 or 2 or 22;
}

/// <summary>How much must be seen of an object for labels to name it.</summary>
/// <param name="Pixels">at least so many show it</param>
/// <param name="Share">at least this part of its full silhouette is seen, 0..1</param>
public readonly record struct LeastSeen(int Pixels, double Share)
{
    public bool Suffices(SeenObject seen) => seen.Pixels >= Pixels && seen.Share >= Share;
}

/// <summary>Counts what a look shows of each object.</summary>
internal static class SeenObjects
{
    public static SeenObject[] Of(RoomScene scene, RoomView view, RenderedView seen, DepthImage sensed)
    {
        var tallies = new Tally[scene.Objects.Count];
        for (int i = 0; i < seen.Instance.Length; i++)
        {
            if (seen.Instance[i] is > 0 and var instance)
                tallies[instance - 1].Add(i % seen.Width, i / seen.Width, measured: sensed.Values[i] > 0);
        }

        int[] full = Silhouettes.Pixels(scene, view, wanted: [.. tallies.Select(t => t.Pixels > 0)]);
        return [.. from i in Enumerable.Range(0, tallies.Length)
                   let t = tallies[i]
                   where t.Pixels > 0
                   select new SeenObject(i, scene.Objects[i], t.Pixels, t.Measured, full[i], t.Extents)];
    }

    private struct Tally
    {
        private int _left, _top, _right, _bottom;

        public int Pixels { get; private set; }

        public int Measured { get; private set; }

        // A pixel reaches half its side around its centre.
        public readonly PictureBox Extents => new(_left - 0.5, _top - 0.5, _right + 0.5, _bottom + 0.5);

        public void Add(int column, int row, bool measured)
        {
            (_left, _top, _right, _bottom) = Pixels == 0
                ? (column, row, column, row)
                : (Math.Min(_left, column), Math.Min(_top, row), Math.Max(_right, column), Math.Max(_bottom, row));
            Pixels++;
            Measured += measured ? 1 : 0;
        }
    }
}
