namespace Fuse3D.Vision.Training;

/// <summary>What a loss is multiplied with so that small gradients survive in float16; PyTorch's rule.</summary>
/// <remarks>It is halved after a step whose gradients are not finite, and doubled after 2,000 others. Steps whose loss is not finite leave it alone.</remarks>
public sealed record LossScale
{
    private const int Patience = 2_000;
    private const double Smallest = 1.0 / (1L << 62), Largest = 1L << 62;      // so that it and its inverse stay far inside float32

    /// <summary>A power of two: dividing by it changes no bit of a gradient.</summary>
    public double Factor { get; init; } = 65_536;

    /// <summary>Steps with finite gradients since the factor last changed.</summary>
    public int Steps { get; init; }

    /// <summary>Whether gradients that are not finite may only mean that the factor is too large.</summary>
    internal bool MayBeTooLarge => Factor > 1;

    /// <summary>Whether the numbers can be those of a run.</summary>
    internal bool IsPossible => Factor is >= Smallest and <= Largest && double.IsPow2(Factor) && Steps is >= 0 and < Patience;

    /// <param name="finite">whether the step's gradients were</param>
    public LossScale After(bool finite)
    {
        if (!finite)
            return new() { Factor = Math.Max(Factor / 2, Smallest) };
        return Steps + 1 < Patience ? this with { Steps = Steps + 1 } : new() { Factor = Math.Min(Factor * 2, Largest) };
    }
}
