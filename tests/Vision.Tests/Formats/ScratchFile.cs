namespace Fuse3D.Vision.Tests.Formats;

/// <summary>A file in the temporary folder that goes away with the test.</summary>
internal sealed class ScratchFile : IDisposable
{
    public ScratchFile(string extension, ReadOnlySpan<byte> content = default)
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"fuse3d-{Guid.NewGuid():N}{extension}");
        if (!content.IsEmpty)
            File.WriteAllBytes(Path, content);
    }

    public string Path { get; }

    public void Dispose() => File.Delete(Path);
}
