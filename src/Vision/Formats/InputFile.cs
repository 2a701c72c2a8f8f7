using Microsoft.Win32.SafeHandles;

namespace Fuse3D.Vision.Formats;

/// <summary>Opens and reads files that came from outside; what the system refuses becomes an <see cref="InvalidInputException"/>.</summary>
internal static class InputFile
{
    public static SafeFileHandle Open(string path)
    {
        if (Directory.Exists(path))
            throw new InvalidInputException($"'{path}' is a directory, not a file");
        try
        {
            SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            return CheckSeekable(handle, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InvalidInputException(
                e is FileNotFoundException or DirectoryNotFoundException
                    ? $"no file '{path}'"
                    : $"cannot read '{path}': {e.Message}", innerException: e);
        }
    }

    // Pipes and devices have no length to check claims against.
    private static SafeFileHandle CheckSeekable(SafeFileHandle handle, string path)
    {
        try
        {
            _ = RandomAccess.GetLength(handle);
            return handle;
        }
        catch (NotSupportedException e)
        {
            handle.Dispose();
            throw new InvalidInputException($"'{path}' is a pipe or a device, not a file", innerException: e);
        }
    }

    /// <summary>The whole file; refused when it is longer than <paramref name="maxBytes"/>.</summary>
    public static byte[] ReadAll(string path, long maxBytes)
    {
        using SafeFileHandle handle = Open(path);
        long length = RandomAccess.GetLength(handle);
        if (length > Math.Min(maxBytes, Array.MaxLength))
            throw new InvalidInputException($"{path}: {length} bytes; at most {Math.Min(maxBytes, Array.MaxLength)} are read");
        var bytes = GC.AllocateUninitializedArray<byte>((int)length);
        ReadExactly(handle, path, 0, bytes);
        return bytes;
    }

    public static void ReadExactly(SafeFileHandle handle, string path, long offset, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            int read = RandomAccess.Read(handle, destination, offset);
            if (read == 0)
                throw new InvalidInputException($"{path}: ends at byte {offset}, {destination.Length} bytes early");
            destination = destination[read..];
            offset += read;
        }
    }
}
