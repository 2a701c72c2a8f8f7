namespace Fuse3D.Vision.Tests.Data;

/// <summary>A folder in the temporary folder that goes away with the test.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("fuse3d-").FullName;

    /// <summary>A path inside, its folder made.</summary>
    public string At(string name)
    {
        string path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        return path;
    }

    public void Write(string name, string text) => File.WriteAllText(At(name), text);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
