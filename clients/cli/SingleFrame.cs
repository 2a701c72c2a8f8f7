using Fuse3D.Vision.Data;
using Fuse3D.Vision.Data.SunRgbd;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Cli;

/// <summary>A frame from files named one by one.</summary>
internal static class SingleFrame
{
    /// <param name="picture">needs a calibration with it</param>
    public static RgbdFrame Read(string cloud, string? picture, string? calibration)
    {
        if (!File.Exists(cloud))
            throw new CommandFailure($"no file or folder '{cloud}'");
        if (picture is null != calibration is null)
            throw new CommandFailure("--image and --calib go together: a picture is of no use without its camera");
        PointCloud points = PointCloudFile.Read(cloud);
        FrameView[] views = picture is null ? [] : [SunRgbdFolder.ReadView(picture, calibration!)];
        return new(Path.GetFileNameWithoutExtension(cloud), points, views, Objects: null);
    }
}
