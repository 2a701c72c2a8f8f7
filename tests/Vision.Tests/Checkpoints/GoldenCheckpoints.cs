using Fuse3D.Vision.Tests.Golden;

namespace Fuse3D.Vision.Tests.Checkpoints;

/// <summary>Golden checkpoints, found by scanning: NAME.EXTENSION beside NAME.expected.safetensors is to be read, bad_* to be refused.</summary>
public static class GoldenCheckpoints
{
    private const string Missing = "(none)", Expected = ".expected.safetensors";

    public static TheoryData<string> Good() => Found(Names("*" + Expected).Select(name => CheckpointOf(name[..^Expected.Length])));

    public static TheoryData<string> Bad() => Found(Names("bad_*"));

    /// <summary>The file of a case; the calling test is skipped where there is none.</summary>
    public static string PathOf(string name)
    {
        Skip.If(name == Missing, $"no golden checkpoints under '{GoldenCases.Folder}'; FUSE3D_GOLDEN names the folder");
        return Path.Combine(GoldenCases.Folder, name);
    }

    public static string ExpectedOf(string path) =>
        Directory.GetFiles(Path.GetDirectoryName(path)!, "*" + Expected).Single(file => Path.GetFileName(path).StartsWith(Path.GetFileName(file)[..^Expected.Length] + ".", StringComparison.Ordinal));

    private static TheoryData<string> Found(IEnumerable<string> names)
    {
        string[] all = [.. names.Order(StringComparer.Ordinal)];
        return [.. all.Length > 0 ? all : [Missing]];
    }

    private static IEnumerable<string> Names(string pattern) => Directory.Exists(GoldenCases.Folder)
        ? Directory.EnumerateFiles(GoldenCases.Folder, pattern, SearchOption.AllDirectories).Select(file => Path.GetRelativePath(GoldenCases.Folder, file))
        : [];

    private static string CheckpointOf(string stem) => Directory
        .EnumerateFiles(Path.Combine(GoldenCases.Folder, Path.GetDirectoryName(stem)!), Path.GetFileName(stem) + ".*")
        .Where(file => !file.EndsWith(Expected, StringComparison.Ordinal))
        .Select(file => Path.GetRelativePath(GoldenCases.Folder, file)).Single();
}
