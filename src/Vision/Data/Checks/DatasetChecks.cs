using Fuse3D.Vision.Data.Dense;
using Fuse3D.Vision.Data.Mmdet3d;
using Fuse3D.Vision.Data.Pictures;
using Fuse3D.Vision.Data.ScanNet;
using Fuse3D.Vision.Data.SunRgbd;

namespace Fuse3D.Vision.Data.Checks;

/// <summary>How a data set is checked.</summary>
public sealed record CheckOptions
{
    /// <summary>Ends with the first part that has a problem; otherwise everything is looked at.</summary>
    public bool StopAtFirst { get; init; }

    /// <summary>Parts looked at side by side.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Told the parts done and the parts there are; called from many threads.</summary>
    public Action<int, int>? Progress { get; init; }
}

/// <summary>Checks data sets of every known layout.</summary>
public static class DatasetChecks
{
    private static readonly IDatasetCheck[] Known =
    [
        new PreparedSunRgbdCheck(),
        new OfficialSunRgbdCheck(),
        new InfoCheck(ObjectClasses.SunRgbd),
        new PreparedScenesCheck(),
        new RawScansCheck(),
        new InfoCheck(ObjectClasses.ScanNet),
        new CocoCheck(),
        .. DenseCheck.All,
    ];

    /// <summary>Layouts that can be checked.</summary>
    public static IEnumerable<string> Layouts => Known.Select(c => c.Layout);

    /// <summary>The check of a layout; without a name, of the one that the folder looks like.</summary>
    /// <exception cref="InvalidInputException">no such layout, or the folder looks like none or like several</exception>
    public static IDatasetCheck For(string root, string? layout = null)
    {
        if (!Directory.Exists(root))
            throw new InvalidInputException($"no folder '{root}'");
        IDatasetCheck[] fitting = [.. Known.Where(c => layout is null ? c.Recognises(root) : c.Layout == layout)];
        string known = string.Join(", ", Layouts);
        return fitting switch
        {
            [IDatasetCheck one] => one,
            [] when layout is not null => throw new InvalidInputException($"'{layout}' is no layout of a data set; known: {known}"),
            [] => throw new InvalidInputException($"'{root}' looks like no data set of a known layout: {known}"),
            _ => throw new InvalidInputException(
                $"'{root}' looks like {string.Join(" and ", fitting.Select(c => c.Layout))}; say which layout is meant"),
        };
    }

    /// <summary>Looks at every part. The report is the same whatever the number of threads.</summary>
    public static DatasetReport Run(
        IDatasetCheck check, string root, DatasetOptions options, CheckOptions how, CancellationToken cancel = default)
    {
        IReadOnlyList<CheckPart> parts = check.Parts(root, options);
        CheckNotes[] notes = [.. parts.Select(_ => new CheckNotes(root))];
        int done = 0;
        ParallelLoopResult result = Parallel.For(
            0, parts.Count, new ParallelOptions { MaxDegreeOfParallelism = how.Threads, CancellationToken = cancel }, (i, loop) =>
            {
                Look(parts[i], notes[i]);
                how.Progress?.Invoke(Interlocked.Increment(ref done), parts.Count);
                if (how.StopAtFirst && notes[i].Problems.Count > 0)
                    loop.Break();       // the parts before this one are still looked at
            });
        int looked = (int?)(result.LowestBreakIteration + 1) ?? parts.Count;
        return DatasetReport.From(check.Layout, notes[..looked], complete: result.IsCompleted);
    }

    private static void Look(CheckPart part, CheckNotes notes)
    {
        try
        {
            part.Look(notes);
        }
        catch (InvalidInputException e)
        {
            notes.Problem(".", $"{part.Name}: {e.Message}");
        }
    }
}
