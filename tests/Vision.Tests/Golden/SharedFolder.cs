namespace Fuse3D.Vision.Tests.Golden;

/// <summary>Folders of test material that live outside the repository and may be absent.</summary>
internal static class SharedFolder
{
    /// <summary>The repository's root: the folder that holds Fuse3D.slnx above the test assembly.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The folder that an environment variable names, else the one of that name in <c>../shared</c> beside the repository.</summary>
    /// <returns>A path; nothing says that it exists.</returns>
    public static string Locate(string variable, string name) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } named
            ? Path.GetFullPath(named)
            : Path.GetFullPath(Path.Combine(Repository, "..", "shared", name));

    private static string FindRepository()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Fuse3D.slnx")))
                return folder.FullName;
        }

        return AppContext.BaseDirectory;
    }
}
