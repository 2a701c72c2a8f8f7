namespace Fuse3D.Vision.Tests.Golden;

/// <summary>Real recordings: $FUSE3D_REAL_DATA, or ../shared/data/real beside the repository.</summary>
public static class RealData
{
    /// <summary>The folder that is searched.</summary>
    public static string Folder { get; } = SharedFolder.Locate("FUSE3D_REAL_DATA", Path.Combine("data", "real"));

    /// <summary>The path of a recording, such as "sunrgbd/000017.bin"; the calling test is skipped where it is absent.</summary>
    public static string PathOf(string name)
    {
        string path = Path.Combine(Folder, name);
        Skip.IfNot(File.Exists(path) || Directory.Exists(path), $"no '{name}' under '{Folder}'; FUSE3D_REAL_DATA names the folder");
        return path;
    }
}
