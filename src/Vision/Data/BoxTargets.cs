using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data;

/// <summary>What the losses compare with: one slot per object, padded, and which object each point belongs to.</summary>
/// <remarks>Names and layout are those of Group-Free's data loaders (github.com/zeliu98/Group-Free-3D). N points.</remarks>
public sealed record BoxTargets
{
    /// <summary>The most objects of a scene; more are left out.</summary>
    public const int Slots = 64;

    /// <summary>What is added to the centre of an empty slot, so that nothing is near it.</summary>
    public const float EmptyCentre = 1000;

    /// <summary>[64, 3] metres; empty slots hold <see cref="EmptyCentre"/>.</summary>
    public required float[] CenterLabel { get; init; }

    /// <summary>[64] bin of the heading.</summary>
    public required long[] HeadingClass { get; init; }

    /// <summary>[64] radians from the bin's centre.</summary>
    public required float[] HeadingResidual { get; init; }

    /// <summary>[64] class whose mean size the residual refers to.</summary>
    public required long[] SizeClass { get; init; }

    /// <summary>[64, 3] true full size minus the class's mean size.</summary>
    public required float[] SizeResidual { get; init; }

    /// <summary>[64, 3] full size that class-agnostic heads learn; for SUN RGB-D the extents of the turned box.</summary>
    public required float[] SizeGts { get; init; }

    /// <summary>[64] class id.</summary>
    public required long[] SemanticClass { get; init; }

    /// <summary>[64] 1 for an object, 0 for an empty slot.</summary>
    public required float[] BoxMask { get; init; }

    /// <summary>[N] 1 for points of an object.</summary>
    public required long[] PointObjectMask { get; init; }

    /// <summary>[N] slot of the point's object; -1 without one.</summary>
    public required long[] PointInstance { get; init; }

    /// <summary>Targets of a scene's objects; those beyond <see cref="Slots"/> are left out.</summary>
    /// <param name="objects">in the order of their slots</param>
    /// <param name="pointInstance">[N] index of each point's object, -1 without one; kept, not copied</param>
    public static BoxTargets Of(ObjectClasses classes, IReadOnlyList<TruthBox> objects, long[] pointInstance)
    {
        for (int i = 0; i < pointInstance.Length; i++)
            pointInstance[i] = pointInstance[i] < Slots ? pointInstance[i] : -1;
        BoxTargets targets = Empty(pointInstance);
        for (int i = 0; i < Math.Min(objects.Count, Slots); i++)
            targets.Fill(i, objects[i], classes);
        return targets;
    }

    private static BoxTargets Empty(long[] pointInstance)
    {
        var centres = new float[Slots * 3];
        Array.Fill(centres, EmptyCentre);
        return new BoxTargets
        {
            CenterLabel = centres,
            HeadingClass = new long[Slots],
            HeadingResidual = new float[Slots],
            SizeClass = new long[Slots],
            SizeResidual = new float[Slots * 3],
            SizeGts = new float[Slots * 3],
            SemanticClass = new long[Slots],
            BoxMask = new float[Slots],
            PointObjectMask = Array.ConvertAll(pointInstance, i => i >= 0 ? 1L : 0L),
            PointInstance = pointInstance,
        };
    }

    private void Fill(int slot, TruthBox truth, ObjectClasses classes)
    {
        Box3D box = truth.Box;
        (int bin, double residual) = HeadingBins.Of(-box.Yaw, classes.HeadingBins);
        (HeadingClass[slot], HeadingResidual[slot]) = (bin, (float)residual);
        (SizeClass[slot], SemanticClass[slot], BoxMask[slot]) = (truth.Class, truth.Class, 1);
        Put(CenterLabel, slot, box.Centre);
        Put(SizeResidual, slot, box.Size - classes.MeanSizes[truth.Class]);
        Put(SizeGts, slot, box.Extents().Size);
    }

    private static void Put(float[] values, int slot, Point3D p) =>
        (values[3 * slot], values[3 * slot + 1], values[3 * slot + 2]) = ((float)p.X, (float)p.Y, (float)p.Z);
}
