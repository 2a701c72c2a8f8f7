namespace Fuse3D.Vision.Formats;

/// <summary>Writes files so that a reader sees the old one or the new one, never a part.</summary>
public static class WholeFile
{
    /// <param name="path">replaced when <paramref name="write"/> has returned; untouched when it throws</param>
    public static void Write(string path, Action<Stream> write)
    {
        string full = Path.GetFullPath(path);
        string partial = $"{full}.{Environment.ProcessId}-{Guid.NewGuid():N}.partial";
        try
        {
            using (var stream = new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(partial, full, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }
}
