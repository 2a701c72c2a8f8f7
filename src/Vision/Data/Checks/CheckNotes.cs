using System.Globalization;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.Checks;

/// <summary>What was found in one part of a data set. Not thread-safe: each part has its own.</summary>
/// <param name="root">the data set's folder</param>
public sealed class CheckNotes(string root)
{
    /// <summary>A box is taken to be a mistake when a side is longer than this many metres.</summary>
    private const double LongestSide = 20;

    private readonly List<DatasetProblem> _problems = [];
    private readonly Dictionary<(string Table, string Key), long> _counts = [];
    private readonly SortedDictionary<string, string> _facts = new(StringComparer.Ordinal);

    public string Root { get; } = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));

    public IReadOnlyList<DatasetProblem> Problems => _problems;

    /// <summary>Tallies by table ("objects", "picture sizes") and key ("chair", "730 x 530").</summary>
    public IReadOnlyDictionary<(string Table, string Key), long> Counts => _counts;

    public IReadOnlyDictionary<string, string> Facts => _facts;

    /// <summary>Bytes of the files that were looked at.</summary>
    public long Bytes { get; private set; }

    /// <param name="path">absolute, or relative to the root</param>
    public void Problem(string path, string message)
    {
        string relative = Relative(Path.GetFullPath(path, Root));
        // Readers name the file in their message; the report names it already.
        message = message.Replace(Root + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
        foreach (string after in (string[])[": ", ", "])
            message = message.StartsWith(relative + after, StringComparison.Ordinal) ? message[(relative.Length + after.Length)..] : message;
        _problems.Add(new DatasetProblem(relative, message));
    }

    /// <summary>Looks at an object's sides; such as cannot be are a problem of the file.</summary>
    public void Sides(string path, string label, Point3D size)
    {
        if (!(size.X > 0 && size.Y > 0 && size.Z > 0 && Math.Max(size.X, Math.Max(size.Y, size.Z)) < LongestSide))
        {
            Problem(path, string.Create(CultureInfo.InvariantCulture,
                $"{label} has sides of {size.X:G4}, {size.Y:G4}, {size.Z:G4} m; they must be above 0 and below {LongestSide}"));
        }
    }

    public void Count(string table, string key, long by = 1) =>
        _counts[(table, key)] = _counts.GetValueOrDefault((table, key)) + by;

    /// <summary>Something about the whole data set: "labels" is "v1".</summary>
    public void Fact(string name, string value) => _facts[name] = value;

    /// <summary>Notes a file that must be there, and its size.</summary>
    /// <param name="path">absolute, or relative to the root</param>
    /// <returns>false: it is not there, which is now a problem</returns>
    public bool Has(string path)
    {
        path = Path.GetFullPath(path, Root);
        var file = new FileInfo(path);
        if (!file.Exists)
            Problem(path, "missing");
        else
            Bytes += file.Length;
        return file.Exists;
    }

    /// <summary>Reads a file; what the reader refuses becomes a problem of that file.</summary>
    /// <returns>null: it is missing or damaged, which is now a problem</returns>
    public T? Read<T>(string path, Func<string, T> read) where T : class
    {
        if (!Has(path))
            return null;
        try
        {
            return read(Path.GetFullPath(path, Root));
        }
        catch (InvalidInputException e)
        {
            Problem(path, e.Message);
            return null;
        }
    }

    private string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');
}
