using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.ScanNet;

/// <summary>Pictures of a ScanNet scene with their poses: color/, pose/, depth/ and intrinsics_color.txt in one folder.</summary>
/// <remarks>The frames whose pose was lost (it holds inf) are left out.</remarks>
internal sealed class ScanNetFrames
{
    private const double MetresPerUnit = 0.001;
    private readonly string _folder;
    private readonly string _intrinsics;
    private readonly double[] _k;                                       // [3, 3]
    private readonly (string Id, Transform3D CameraFromPoints)[] _posed;

    private ScanNetFrames(string folder, Transform3D aligned)
    {
        _folder = folder;
        _intrinsics = FrameFiles.Find(folder, "intrinsics_color.txt", "intrinsic/intrinsic_color.txt")
            ?? throw new InvalidInputException($"'{folder}' has pictures in color/ but no intrinsics_color.txt");
        _k = Intrinsics(_intrinsics);
        Transform3D scanFromPoints = aligned.Inverse("axis alignment");
        _posed = [.. from id in PictureIds(folder)
                     let pose = ReadPose(folder, id)
                     where pose is not null
                     select (id, pose.After(scanFromPoints))];
    }

    /// <summary>Frames that have a pose.</summary>
    public int Count => _posed.Length;

    /// <param name="places">folders that may hold the pictures; the first that does is taken</param>
    /// <param name="aligned">from scan axes, in which poses are, to the axes of the points</param>
    /// <returns>null when no folder has pictures</returns>
    public static ScanNetFrames? Find(IEnumerable<string> places, Transform3D aligned) =>
        places.FirstOrDefault(p => Directory.Exists(Path.Combine(p, "color"))) is string folder ? new ScanNetFrames(folder, aligned) : null;

    /// <summary>Names of the pictures, with pose or without, in their order.</summary>
    public static IEnumerable<string> PictureIds(string folder) =>
        Directory.EnumerateFiles(Path.Combine(folder, "color"), "*.jpg")
            .Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal);

    /// <returns>[3, 3] of the 4x4 matrix in a file</returns>
    public static double[] Intrinsics(string path)
    {
        double[] k = FrameFiles.Matrix(path, 16);
        return [k[0], k[1], k[2], k[4], k[5], k[6], k[8], k[9], k[10]];
    }

    /// <returns>camera from scan axes; null when the pose was lost</returns>
    public static Transform3D? ReadPose(string folder, string id)
    {
        string path = FrameFiles.Find(folder, $"pose/{id}.txt")
            ?? throw new InvalidInputException($"'{folder}' has color/{id}.jpg but no pose/{id}.txt");
        double[] pose = FrameFiles.Matrix(path, 16);
        return pose.All(double.IsFinite) ? Transform3D.FromMatrix(pose, path).Inverse(path) : null;
    }

    /// <summary>Indices of frames, evenly spread.</summary>
    /// <param name="wanted">the most</param>
    public int[] Spread(int wanted)
    {
        int count = Math.Min(wanted, Count);
        return [.. Enumerable.Range(0, count).Select(i => (int)((long)i * Count / count))];
    }

    /// <param name="index">0 .. Count - 1</param>
    public FrameView Read(int index)
    {
        (string id, Transform3D cameraFromPoints) = _posed[index];
        Picture picture = PictureFile.Read(Path.Combine(_folder, "color", $"{id}.jpg"));
        Camera camera = Camera.FromMatrix(_k, picture.Width, picture.Height, name: _intrinsics);
        return new FrameView(id, picture, camera, cameraFromPoints)
        {
            Depth = FrameFiles.Find(_folder, $"depth/{id}.png") is string depth
                ? new DepthCheck(PictureFile.ReadDepth(depth), MetresPerUnit)
                : null,
        };
    }
}
