using System.Globalization;

namespace Fuse3D.Vision.Training;

/// <summary>Where a run writes: states to go on from, the best network, the last network, and the event file.</summary>
/// <remarks>A folder appears under its name only when it is whole. Only the first rank writes.</remarks>
/// <param name="path">made when something is written</param>
public sealed class RunFolder(string path)
{
    private const string Prefix = "step-", Partial = ".partial", Old = ".old";

    public string Path => path;

    /// <summary>Model folder of the best network so far.</summary>
    public string Best => System.IO.Path.Combine(path, "best");

    /// <summary>Model folder of the network at the run's end.</summary>
    public string Model => System.IO.Path.Combine(path, "model");

    private string States => System.IO.Path.Combine(path, "checkpoints");

    /// <summary>Writes a state, then removes all but the latest few.</summary>
    public string WriteState(long step, int keep, Action<string> write)
    {
        string folder = System.IO.Path.Combine(States, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{step:D9}"));
        Replace(folder, write);
        foreach (string outdated in Whole().SkipLast(keep))
            Directory.Delete(outdated, recursive: true);
        return folder;
    }

    /// <summary>The latest whole state; null when there is none.</summary>
    public string? LatestState() => Whole().LastOrDefault();

    /// <summary>Writes a folder in place of one that may be there. Where the process dies in between, the old one or the new one is left.</summary>
    public static void Replace(string folder, Action<string> write)
    {
        (string partial, string old) = (folder + Partial, folder + Old);
        Remove(partial);
        Directory.CreateDirectory(partial);
        write(partial);
        if (Directory.Exists(folder))
        {
            Remove(old);
            Directory.Move(folder, old);
        }

        Directory.Move(partial, folder);
        Remove(old);
    }

    /// <summary>Puts back a folder that a dying process had set aside.</summary>
    public void Recover()
    {
        foreach (string folder in (string[])[Best, Model])
        {
            if (Directory.Exists(folder + Old) && !Directory.Exists(folder))
                Directory.Move(folder + Old, folder);
        }
    }

    private string[] Whole() => Directory.Exists(States)
        ? [.. Directory.EnumerateDirectories(States, Prefix + "*").Where(folder => System.IO.Path.GetExtension(folder).Length == 0).Order(StringComparer.Ordinal)]
        : [];

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
