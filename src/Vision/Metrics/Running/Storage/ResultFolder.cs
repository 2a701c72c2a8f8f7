namespace Fuse3D.Vision.Metrics.Running.Storage;

/// <summary>The folder of a run: what the run is (run.json), what its frames gave (frames.bin), and whatever is made of that.</summary>
public sealed class ResultFolder : IDisposable
{
    private const string IdentityName = "run.json", ResultsName = "frames.bin";

    private ResultFolder(string path, ResultFile results) => (Path, Results) = (path, results);

    public string Path { get; }

    public ResultFile Results { get; }

    /// <summary>Opens a folder to write results into.</summary>
    /// <param name="path">made if it is not there</param>
    /// <param name="resume">go on from the results of an earlier run of the same identity; false: there may be none</param>
    /// <exception cref="InvalidInputException">results of another run are there, or of any run without <paramref name="resume"/></exception>
    public static ResultFolder Open(string path, RunIdentity identity, bool resume)
    {
        Directory.CreateDirectory(path);
        string identityPath = System.IO.Path.Combine(path, IdentityName), results = System.IO.Path.Combine(path, ResultsName);
        if (new FileInfo(results) is not { Exists: true, Length: > 0 })
            identity.Write(identityPath);
        else if (!File.Exists(identityPath))
            throw new InvalidInputException($"{results} is there without {IdentityName}, which says what it belongs to; choose another folder", "out");
        else
            RequireSame(path, identity, RunIdentity.Read(identityPath), resume);
        return new(path, new ResultFile(results));
    }

    public void Dispose() => Results.Dispose();

    private static void RequireSame(string path, RunIdentity identity, RunIdentity earlier, bool resume)
    {
        if (!resume)
            throw new InvalidInputException($"{path} holds results of an earlier run; continue it with --resume, or choose another folder", "out");
        IReadOnlyList<string> differences = identity.DifferencesFrom(earlier);
        if (differences.Count > 0)
            throw new InvalidInputException($"{path} holds results of another run, which this one cannot continue: {string.Join("; ", differences)}", "out");
    }
}
