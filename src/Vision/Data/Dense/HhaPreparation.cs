using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.Dense;

/// <summary>How depth becomes HHA.</summary>
/// <param name="Fx">focal length, pixels</param>
/// <param name="Fy">focal length, pixels</param>
/// <param name="Cx">principal point, pixels; the first pixel's centre is 0</param>
/// <param name="Cy">principal point, pixels; the first pixel's centre is 0</param>
/// <param name="MetresPerUnit">of the stored values: 0.001 for millimetres</param>
public sealed record HhaSource(double Fx, double Fy, double Cx, double Cy, double MetresPerUnit)
{
    public Picture Of(DepthImage depth)
    {
        var camera = Camera.FromMatrix([Fx, 0, Cx, 0, Fy, Cy, 0, 0, 1], depth.Width, depth.Height);
        return HhaPicture.Of(Array.ConvertAll(depth.Values, value => (float)(value * MetresPerUnit)), camera);
    }
}

/// <summary>Writes an HHA picture for each depth picture of a folder, at the same place below another one. What is there already is kept.</summary>
public static class HhaPreparation
{
    /// <param name="from">a folder of grey PNG files of 8 or 16 bits, in folders below it too</param>
    /// <param name="to">made where it does not exist; neither <paramref name="from"/> nor inside it</param>
    /// <exception cref="InvalidInputException">no such folder, no PNG file in it, or <paramref name="to"/> lies in it</exception>
    public static PreparationReport Run(string from, string to, HhaSource source, PreparationOptions options, CancellationToken cancel = default)
    {
        from = Path.TrimEndingDirectorySeparator(Path.GetFullPath(from));
        to = Path.TrimEndingDirectorySeparator(Path.GetFullPath(to));
        if (!Directory.Exists(from))
            throw new InvalidInputException($"no folder '{from}'");
        if ((to + Path.DirectorySeparatorChar).StartsWith(from + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new InvalidInputException($"'{to}' lies in '{from}', whose files are depth");
        string[] files = [.. Directory.EnumerateFiles(from, "*.png", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(from, path)).Order(StringComparer.Ordinal)];
        if (files.Length == 0)
            throw new InvalidInputException($"no .png file in '{from}'");
        return DatasetPreparation.Each(from, files, file => file, file => Make(Path.Combine(from, file), Path.Combine(to, file), source), options, cancel);
    }

    private static bool Make(string depth, string hha, HhaSource source)
    {
        if (File.Exists(hha))
            return false;
        Picture made = source.Of(PictureFile.ReadDepth(depth));
        Directory.CreateDirectory(Path.GetDirectoryName(hha)!);
        PictureFile.Write(hha, made);
        return true;
    }
}
