namespace Fuse3D.Vision.Tests.Golden;

/// <summary>Golden files by kind, found by scanning: $FUSE3D_GOLDEN, or ../shared/golden beside the repository, with all its subfolders.</summary>
/// <remarks>
/// A theory takes every file of its kind:
/// <c>[SkippableTheory, MemberData(nameof(GoldenCases.Of), "ops_", MemberType = typeof(GoldenCases))]</c>,
/// and opens <c>GoldenCases.PathOf(name)</c>, which skips the test where there is no such file.
/// </remarks>
public static class GoldenCases
{
    internal const string Missing = "(none)";

    /// <summary>First parts of the names of files that some test takes.</summary>
    private static readonly string[] KnownKinds =
        ["asym", "backbone", "cen", "dataset", "decode", "gf", "image", "inception", "iou3d", "legacy", "loss", "map", "metrics", "ops", "preproc", "tf", "translation", "yolos", "zip"];

    /// <summary>The folder that is searched.</summary>
    public static string Folder { get; } = SharedFolder.Locate("FUSE3D_GOLDEN", "golden");

    /// <summary>Every case whose file name starts with one of the kinds, as paths below <see cref="Folder"/> without extension.</summary>
    /// <param name="kinds">first parts of file names, with '|' between them: "gf_", "decode_|map_"</param>
    /// <returns>One placeholder, which <see cref="PathOf"/> skips, where there is none.</returns>
    public static TheoryData<string> Of(string kinds)
    {
        string[] names = [.. Names(kinds)];
        return [.. names.Length > 0 ? names : [Missing]];
    }

    /// <summary>The file of a case given by <see cref="Of"/>; the calling test is skipped where there is none.</summary>
    public static string PathOf(string name)
    {
        Skip.If(name == Missing, $"no golden file of this kind under '{Folder}'; FUSE3D_GOLDEN names the folder");
        return Path.Combine(Folder, name + ".safetensors");
    }

    /// <summary>Every file of a kind that no test takes; the placeholder where there is none.</summary>
    public static TheoryData<string> OfUnknownKinds()
    {
        string[] names = [.. Names(file => !KnownKinds.Contains(KindOf(file)))];
        return [.. names.Length > 0 ? names : [Missing]];
    }

    /// <summary>A file name up to its first '_', or up to its extension.</summary>
    public static string KindOf(string file) => Path.GetFileName(file).Split('_', '.')[0];

    private static IEnumerable<string> Names(string kinds)
    {
        string[] starts = kinds.Split('|', StringSplitOptions.RemoveEmptyEntries);
        return Names(file => starts.Any(start => file.StartsWith(start, StringComparison.Ordinal)));
    }

    private static IEnumerable<string> Names(Func<string, bool> isWanted) => !Directory.Exists(Folder)
        ? []
        : Directory.EnumerateFiles(Folder, "*.safetensors", SearchOption.AllDirectories)
            .Where(file => isWanted(Path.GetFileName(file)))
            .Select(file => Path.ChangeExtension(Path.GetRelativePath(Folder, file), null))
            .Order(StringComparer.Ordinal);
}
