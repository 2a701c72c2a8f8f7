using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Data.Dense;

/// <summary>Where a frame is named, and how its files are read: what is wrong with one is told by the list's line and the path below the root.</summary>
/// <param name="Root">the data set's folder</param>
/// <param name="Where">"train.txt, line 3"; of sets without lists, the folder</param>
internal sealed record ListedFiles(string Root, string Where)
{
    private const StringSplitOptions Trimmed = StringSplitOptions.TrimEntries;

    /// <summary>The lines of a list that hold something, each with where it is.</summary>
    /// <param name="names">of the list: the first that is there is taken</param>
    /// <exception cref="InvalidInputException">there is none, or it holds nothing</exception>
    public static IReadOnlyList<(ListedFiles Files, string Line)> Lines(string root, params ReadOnlySpan<string> names)
    {
        string path = FrameFiles.Find(root, names) ?? throw new InvalidInputException($"'{root}' has no {string.Join(" or ", names)}", "data.split");
        string name = Path.GetFileName(path);
        string[] all = System.Text.Encoding.UTF8.GetString(InputFile.ReadAll(path, 64 << 20)).Split('\n', Trimmed);
        var lines = all.Select((line, i) => (new ListedFiles(root, $"{name}, line {i + 1}"), line)).Where(l => l.line.Length > 0).ToList();
        return lines.Count > 0 ? lines : throw new InvalidInputException($"{name}: lists nothing", "data.split");
    }

    /// <summary>The entries under their ids.</summary>
    /// <exception cref="InvalidInputException">an id is there twice</exception>
    public static OrderedDictionary<string, T> ById<T>(IEnumerable<(ListedFiles Files, string Id, T Entry)> entries)
    {
        var byId = new OrderedDictionary<string, T>(StringComparer.Ordinal);
        foreach (var (files, id, entry) in entries)
        {
            if (!byId.TryAdd(id, entry))
                throw files.Wrong($"'{id}' was listed before");
        }

        return byId;
    }

    /// <summary>Reads a file below the root.</summary>
    public T Read<T>(string file, Func<string, T> read)
    {
        if (Path.IsPathRooted(file) || file.Split('/', '\\').Contains(".."))
            throw Wrong($"{file}: not a path below the data set's folder");
        try
        {
            return read(Path.Combine(Root, file));
        }
        catch (InvalidInputException e)
        {
            string folder = Path.TrimEndingDirectorySeparator(Root) + Path.DirectorySeparatorChar;
            throw new InvalidInputException($"{Where}: {e.Message.Replace(folder, "", StringComparison.Ordinal)}", e.Field, e);
        }
    }

    public InvalidInputException Wrong(string what) => new($"{Where}: {what}");
}
