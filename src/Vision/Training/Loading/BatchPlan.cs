using Fuse3D.Vision.Data;

namespace Fuse3D.Vision.Training.Loading;

/// <summary>Which samples each step of a run takes, as a function of the step's number: nothing has to be remembered to go on.</summary>
/// <remarks>
/// Every epoch has an order of its own. A step takes the next batches of all ranks together, rank r the r-th of them, so that all
/// ranks see what one process with the joined batch would see.
/// </remarks>
/// <param name="Count">samples of the data set, at least 1</param>
/// <param name="Batch">samples of one step of one rank</param>
/// <param name="DropLast">leaves out the samples that fill no step; otherwise the epoch's first ones fill it up</param>
public sealed record BatchPlan(int Count, int Batch, bool DropLast, ulong Seed)
{
    public int Rank { get; init; }

    public int Ranks { get; init; } = 1;

    /// <summary>Samples of a step over all ranks.</summary>
    public int Joined => Batch * Ranks;

    /// <summary>A data set smaller than a step gives one step an epoch, whose samples repeat.</summary>
    public int StepsPerEpoch => Math.Max(1, DropLast ? Count / Joined : (Count + Joined - 1) / Joined);

    /// <summary>This rank's samples of a step.</summary>
    /// <param name="step">from 0, over the whole run</param>
    public SamplePlace[] Places(long step)
    {
        int epoch = checked((int)(step / StepsPerEpoch)), first = (int)(step % StepsPerEpoch) * Joined + Rank * Batch;
        int[] order = Order(epoch);
        return [.. Enumerable.Range(first, Batch).Select(position =>
            new SamplePlace(epoch, position, order[position % Count], SeedOf(epoch, position)))];
    }

    /// <summary>The sample that stands in for a damaged one: the next in the epoch's order.</summary>
    /// <param name="attempt">1 for the first stand-in</param>
    public SamplePlace StandIn(SamplePlace damaged, int attempt) =>
        damaged with { Index = Order(damaged.Epoch)[(damaged.Position + attempt) % Count] };

    /// <summary>A random order of all samples.</summary>
    internal int[] Order(int epoch) => PointSampling.Draw(Count, Count, new SeededRandom(SeededRandom.Derive(Seed, (ulong)epoch)));

    private ulong SeedOf(int epoch, int position) => SeededRandom.Derive(Seed, (ulong)epoch, (ulong)position);
}

/// <summary>One place of a step.</summary>
/// <param name="Epoch">from 0</param>
/// <param name="Position">in the epoch's order</param>
/// <param name="Index">of the sample in the data set</param>
/// <param name="Seed">of the sample's augmentation</param>
public readonly record struct SamplePlace(int Epoch, int Position, int Index, ulong Seed);
