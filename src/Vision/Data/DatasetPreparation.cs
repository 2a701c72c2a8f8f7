using Fuse3D.Vision.Data.Checks;
using Fuse3D.Vision.Data.ScanNet;
using Fuse3D.Vision.Data.SunRgbd;

namespace Fuse3D.Vision.Data;

/// <summary>How a published data set is prepared.</summary>
public sealed record PreparationOptions
{
    /// <summary>SUN RGB-D's labels: "v1" or "v2".</summary>
    public string Labels { get; init; } = "v1";

    /// <summary>Points kept of each frame of SUN RGB-D.</summary>
    public int Points { get; init; } = 50_000;

    /// <summary>Of the choice of SUN RGB-D's points.</summary>
    public ulong Seed { get; init; }

    /// <summary>Frames or scenes prepared side by side.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Ends with the first that is damaged; otherwise damaged ones are passed over.</summary>
    public bool StopAtFirst { get; init; }

    /// <summary>Told the frames or scenes done and those there are; called from many threads.</summary>
    public Action<int, int>? Progress { get; init; }
}

/// <summary>What a preparation did.</summary>
/// <param name="Prepared">frames or scenes that were prepared now</param>
/// <param name="Damaged">those that could not be, each with the reason; files are named relative to the data set's folder</param>
public sealed record PreparationReport(int Prepared, IReadOnlyList<string> Damaged);

/// <summary>Turns data sets as they are published into the folders that training reads fastest. What was begun is finished.</summary>
public static class DatasetPreparation
{
    private static readonly SortedDictionary<string, Func<string, string, PreparationOptions, CancellationToken, PreparationReport>> Known =
        new(StringComparer.Ordinal) { ["scannet_raw"] = ScanNetPreparation.Run, ["sunrgbd_raw"] = SunRgbdPreparation.Run };

    /// <summary>Layouts that can be prepared.</summary>
    public static IEnumerable<string> Layouts => Known.Keys;

    /// <param name="layout">one of <see cref="Layouts"/>; null: the one that the folder looks like</param>
    /// <param name="from">the data set as it is published</param>
    /// <param name="to">made where it does not exist</param>
    /// <exception cref="InvalidInputException">no such layout, or a file of the whole data set is missing or damaged</exception>
    public static PreparationReport Run(string? layout, string from, string to, PreparationOptions options, CancellationToken cancel = default)
    {
        layout ??= DatasetChecks.For(from).Layout;
        return Known.TryGetValue(layout, out var prepare)
            ? prepare(from, to, options, cancel)
            : throw new InvalidInputException($"layout '{layout}' cannot be prepared; possible: {string.Join(", ", Layouts)}");
    }

    /// <summary>Prepares frames or scenes side by side.</summary>
    /// <param name="root">the data set's folder, as the readers of its files know it</param>
    /// <param name="name">of a frame or scene</param>
    /// <param name="prepare">false: it was there already</param>
    internal static PreparationReport Each<T>(
        string root, T[] items, Func<T, string> name, Func<T, bool> prepare, PreparationOptions options, CancellationToken cancel)
    {
        string folder = Path.TrimEndingDirectorySeparator(root) + Path.DirectorySeparatorChar;
        int done = 0, prepared = 0;
        var damaged = new string?[items.Length];
        Parallel.For(0, items.Length, new() { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancel }, (i, loop) =>
        {
            try
            {
                if (prepare(items[i]))
                    Interlocked.Increment(ref prepared);
            }
            catch (InvalidInputException e)
            {
                damaged[i] = $"{name(items[i])}: {e.Message.Replace(folder, "", StringComparison.Ordinal)}";
                if (options.StopAtFirst)
                    loop.Stop();
            }

            options.Progress?.Invoke(Interlocked.Increment(ref done), items.Length);
        });
        return new PreparationReport(prepared, [.. damaged.OfType<string>()]);
    }
}
