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
}
