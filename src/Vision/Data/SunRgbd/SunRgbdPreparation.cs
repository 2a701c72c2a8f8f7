using System.Globalization;
using System.Runtime.ExceptionServices;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Data.SunRgbd;

/// <summary>How SUN RGB-D is prepared.</summary>
public sealed record PreparationOptions
{
    /// <summary>"v1" or "v2".</summary>
    public string Labels { get; init; } = "v1";

    /// <summary>Points kept of each frame.</summary>
    public int Points { get; init; } = 50_000;

    /// <summary>Of the choice of points.</summary>
    public ulong Seed { get; init; }

    /// <summary>Frames prepared side by side.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Told the frames done and the frames there are; called from many threads.</summary>
    public Action<int, int>? Progress { get; init; }
}

/// <summary>Turns the official release into the folders that VoteNet's and Group-Free's scripts make, without MATLAB.</summary>
/// <remarks>
/// A frame's votes are written last, and whole: after an interruption, frames that have them are left as they are. The .mat files of
/// all points and the lists of a whole split (.pkl) are not written.
/// </remarks>
public static class SunRgbdPreparation
{
    /// <summary>Prepares both splits.</summary>
    /// <param name="officialRoot">the official release</param>
    /// <param name="preparedRoot">made where it does not exist</param>
    /// <returns>frames that were prepared now</returns>
    /// <exception cref="InvalidInputException">a file of the release is missing or damaged</exception>
    public static int Run(string officialRoot, string preparedRoot, PreparationOptions options, CancellationToken cancel = default)
    {
        Directory.CreateDirectory(preparedRoot);
        var to = new PreparedFolder(preparedRoot, options.Labels);
        var folder = new OfficialFolder(officialRoot);
        OfficialFrame[] frames = OfficialMetadata.Frames(folder, options.Labels);
        (string Split, int Number)[] wanted = [.. PreparedFolder.Splits.SelectMany(s => OfficialMetadata.Split(folder, frames, s).Select(n => (s, n)))];
        foreach (string split in PreparedFolder.Splits)
            PreparedWriter.WriteText(to.SplitList(split), string.Concat(wanted.Where(w => w.Split == split).Select(w => $"{w.Number}\n")));

        int done = 0, written = 0;
        InEach(wanted, new() { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancel }, frame =>
        {
            string id = frame.Number.ToString("000000", CultureInfo.InvariantCulture);
            if (!File.Exists(to.VotesOf(frame.Split, id)))
            {
                Prepare(folder, frames[frame.Number - 1], to, frame.Split, id, options);
                Interlocked.Increment(ref written);
            }

            options.Progress?.Invoke(Interlocked.Increment(ref done), wanted.Length);
        });
        return written;
    }

    // The first of the damaged files that were met is the one to name.
    private static void InEach<T>(T[] items, ParallelOptions how, Action<T> work)
    {
        try
        {
            Parallel.ForEach(items, how, work);
        }
        catch (AggregateException e) when (e.InnerExceptions.OfType<InvalidInputException>().FirstOrDefault() is { } first)
        {
            ExceptionDispatchInfo.Throw(first);
        }
    }

    private static void Prepare(OfficialFolder from, OfficialFrame frame, PreparedFolder to, string split, string id, PreparationOptions options)
    {
        PointCloud all = OfficialSunRgbd.ReadCloud(from, frame);
        if (all.Count == 0)
            throw new InvalidInputException($"{from.At(frame.Depth)}: no pixel was measured");
        PointCloud cloud = all.Select(PointSampling.Draw(all.Count, options.Points, SeededRandom.For(id, options.Seed)));
        PreparedWriter.Write(to, split, id, cloud, frame.Objects, frame.Calibration, File.ReadAllBytes(from.At(frame.Picture)));
    }
}
