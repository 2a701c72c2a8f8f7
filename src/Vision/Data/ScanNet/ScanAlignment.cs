using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.ScanNet;

/// <summary>The turn and shift of a scan that makes its walls parallel to the axes and its floor the ground.</summary>
internal static class ScanAlignment
{
    private const string Key = "axisAlignment";

    /// <summary>Reads "axisAlignment = " and 16 numbers, row by row, from the scan's text file; test scans have none: identity.</summary>
    /// <param name="path">scene0000_00.txt, lines of "key = value"</param>
    public static Transform3D Read(string path)
    {
        string? line = FrameFiles.Lines(path).FirstOrDefault(l => l.StartsWith(Key, StringComparison.Ordinal));
        return line is null
            ? Transform3D.Identity
            : Transform3D.FromMatrix(FrameFiles.Numbers(line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..], path), $"{path}: {Key}");
    }
}
