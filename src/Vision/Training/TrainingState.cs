using System.Text.Json;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Training.Loading;

namespace Fuse3D.Vision.Training;

/// <summary>How far a run is: with weights and moments, all that a resumed run needs.</summary>
/// <remarks>
/// Learning rates, the order of samples, augmentation and dropout are functions of the run's seed and the step's number, so that there are
/// no states of schedules, random generators and loaders to keep.
/// </remarks>
public sealed record TrainingState
{
    /// <summary>Steps done; those left out count.</summary>
    public long Step { get; init; }

    /// <summary>Steps left out since their loss or gradient was not finite.</summary>
    public long Skipped { get; init; }

    /// <summary>Of these, the ones just before <see cref="Step"/>.</summary>
    public int SkippedInARow { get; init; }

    /// <summary>Of the loss in float16; null in other types, and in states of runs before there was one.</summary>
    public LossScale? Scale { get; init; }

    /// <summary>The best figure so far, and the step after which it was measured.</summary>
    public double? Best { get; init; }

    public long BestStep { get; init; }

    /// <summary>The step after which the network was last measured.</summary>
    public long ValidatedStep { get; init; }

    /// <summary>What a position in the data depends on.</summary>
    public int Samples { get; init; }

    public int Batch { get; init; }

    public int Ranks { get; init; } = 1;

    public bool DropLast { get; init; }

    public ulong Seed { get; init; }

    /// <summary>The start of a run.</summary>
    public static TrainingState Start(BatchPlan plan) =>
        new() { Samples = plan.Count, Batch = plan.Batch, Ranks = plan.Ranks, DropLast = plan.DropLast, Seed = plan.Seed };

    /// <exception cref="InvalidInputException">the file is damaged, or tells of a run whose steps took other samples</exception>
    public static TrainingState Read(string path, BatchPlan plan)
    {
        TrainingState read;
        try
        {
            read = JsonSerializer.Deserialize<TrainingState>(File.ReadAllText(path)) ?? throw new InvalidInputException($"{path}: is empty");
        }
        catch (JsonException e)
        {
            throw new InvalidInputException($"{path}: is not the state of a run: {e.Message}", "resume", e);
        }

        TrainingState now = Start(plan);
        Require(path, "samples", read.Samples, now.Samples);
        Require(path, "train.batch", read.Batch, now.Batch);
        Require(path, "processes", read.Ranks, now.Ranks);
        Require(path, "train.drop_last", read.DropLast, now.DropLast);
        Require(path, "train.seed", read.Seed, now.Seed);
        if (read.Scale is { IsPossible: false } scale)
            throw new InvalidInputException($"{path}: its scale is {scale}", "resume");
        return read.Step >= 0 && read.Skipped >= 0 && read.SkippedInARow >= 0 ? read : throw new InvalidInputException($"{path}: its step is {read.Step}", "resume");
    }

    public void Write(string path) => WholeFile.Write(path, stream => JsonSerializer.Serialize(stream, this, Indented));

    private static JsonSerializerOptions Indented { get; } = new() { WriteIndented = true };

    private static void Require<T>(string path, string name, T then, T now)
    {
        if (!Equals(then, now))
            throw new InvalidInputException($"{path}: the run had {name} {then}, now it is {now}; a run goes on only with the same", "resume");
    }
}
