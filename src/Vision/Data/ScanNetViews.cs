using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data;

/// <summary>Pictures of a ScanNet scene with their poses.</summary>
internal static class ScanNetViews
{
    private const double MetresPerUnit = 0.001;

    /// <param name="places">folders that may hold color/, pose/, depth/ and intrinsics_color.txt</param>
    /// <param name="aligned">from scan axes, in which poses are, to the cloud's axes</param>
    /// <returns>At most <paramref name="maxViews"/>, evenly spread; none when no folder has pictures.</returns>
    public static FrameView[] Read(IEnumerable<string> places, Transform3D aligned, int maxViews)
    {
        if (places.FirstOrDefault(p => Directory.Exists(Path.Combine(p, "color"))) is not string folder)
            return [];
        string intrinsics = FrameFiles.Find(folder, "intrinsics_color.txt", "intrinsic/intrinsic_color.txt")
            ?? throw new InvalidInputException($"'{folder}' has pictures in color/ but no intrinsics_color.txt");
        double[] k = FrameFiles.Matrix(intrinsics, 16);
        Transform3D scanFromCloud = aligned.Inverse("axis alignment");
        (string Id, Transform3D CameraFromScan)[] posed = [.. Posed(folder)];
        int count = Math.Min(maxViews, posed.Length);
        return [.. Enumerable.Range(0, count).Select(i => posed[(int)((long)i * posed.Length / count)])
            .Select(view => ReadView(folder, view.Id, k, view.CameraFromScan.After(scanFromCloud), intrinsics))];
    }

    private static IEnumerable<(string Id, Transform3D CameraFromScan)> Posed(string folder)
    {
        IEnumerable<string> pictures = Directory.EnumerateFiles(Path.Combine(folder, "color"), "*.jpg");
        foreach (string id in pictures.Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal))
        {
            string path = FrameFiles.Find(folder, $"pose/{id}.txt")
                ?? throw new InvalidInputException($"'{folder}' has color/{id}.jpg but no pose/{id}.txt");
            double[] pose = FrameFiles.Matrix(path, 16);
            if (pose.All(double.IsFinite))
                yield return (id, Transform3D.FromMatrix(pose, path).Inverse(path));
        }
    }

    private static FrameView ReadView(string folder, string id, double[] k, Transform3D cameraFromPoints, string intrinsics)
    {
        Picture picture = PictureFile.Read(Path.Combine(folder, "color", $"{id}.jpg"));
        double[] k3 = [k[0], k[1], k[2], k[4], k[5], k[6], k[8], k[9], k[10]];
        Camera camera = Camera.FromMatrix(k3, picture.Width, picture.Height, name: intrinsics);
        return new FrameView(id, picture, camera, cameraFromPoints)
        {
            Depth = FrameFiles.Find(folder, $"depth/{id}.png") is string depth
                ? new DepthCheck(PictureFile.ReadDepth(depth), MetresPerUnit)
                : null,
        };
    }
}
