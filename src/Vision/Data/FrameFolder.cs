using Fuse3D.Vision.Data.ScanNet;
using Fuse3D.Vision.Data.SunRgbd;

namespace Fuse3D.Vision.Data;

/// <summary>Finds out what kind of frames a folder holds.</summary>
public static class FrameFolder
{
    private const int MostLookedInto = 16;      // folders within one that holds no frames

    /// <summary>Opens a folder of SUN RGB-D frames or of ScanNet scenes.</summary>
    /// <exception cref="InvalidInputException">it is neither</exception>
    public static IFrameFolder Open(string path)
    {
        if (!Directory.Exists(path))
            throw new InvalidInputException($"no folder '{path}'");
        return OpenOrNull(path) ?? throw new InvalidInputException(
            $"'{path}' holds no frames: neither SUN RGB-D (000017.bin or 000017_pc.npz, 000017.jpg, 000017_calib.txt, ...) "
            + "nor ScanNet (scene0000_00.bin or a folder scene0000_00 with its mesh, color, pose and intrinsics)" + Within(path));
    }

    private static IFrameFolder? OpenOrNull(string path)
    {
        IFrameFolder[] kinds = [new SunRgbdFolder(path), new ScanNetFolder(path)];
        return kinds.FirstOrDefault(k => k.Ids.Count > 0);
    }

    // Data sets keep the frames of a split one folder deeper.
    private static string Within(string path)
    {
        IEnumerable<string> inner = Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal).Take(MostLookedInto);
        string[] found = [.. inner.Where(HoldsFrames).Select(own => $"'{own}'")];
        return found.Length == 0 ? "" : $"; there are some in {string.Join(" and ", found)}";
    }

    // One that may not be read is no reason to say anything else.
    private static bool HoldsFrames(string path)
    {
        try
        {
            return OpenOrNull(path) is not null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
