using Fuse3D.Vision.Data.ScanNet;
using Fuse3D.Vision.Data.SunRgbd;

namespace Fuse3D.Vision.Data;

/// <summary>Finds out what kind of frames a folder holds.</summary>
public static class FrameFolder
{
    /// <summary>Opens a folder of SUN RGB-D frames or of ScanNet scenes.</summary>
    /// <exception cref="InvalidInputException">it is neither</exception>
    public static IFrameFolder Open(string path)
    {
        if (!Directory.Exists(path))
            throw new InvalidInputException($"no folder '{path}'");
        IFrameFolder[] kinds = [new SunRgbdFolder(path), new ScanNetFolder(path)];
        return kinds.FirstOrDefault(k => k.Ids.Count > 0) ?? throw new InvalidInputException(
            $"'{path}' holds no frames: neither SUN RGB-D (000017.bin or 000017_pc.npz, 000017.jpg, 000017_calib.txt, ...) "
            + "nor ScanNet (scene0000_00.bin or a folder scene0000_00 with its mesh, color, pose and intrinsics)");
    }
}
