using System.Globalization;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.SunRgbd;

/// <summary>SUN RGB-D straight from the official release: metadata in MATLAB files, depth images, pictures.</summary>
/// <remarks>
/// Points are those of the toolbox's read3dPoints.m, but in the order of the picture's rows, and all of them: a draw chooses among some
/// hundreds of thousands where the prepared form has 50000.
/// </remarks>
internal sealed class OfficialSunRgbd : ISunRgbdSource
{
    private const ushort MaxDepth = 8_000;      // millimetres
    private readonly OfficialFolder _folder;
    private readonly OfficialFrame[] _frames;

    public OfficialSunRgbd(OfficialFolder folder, string split, string labels)
    {
        _folder = folder;
        _frames = OfficialMetadata.Frames(folder, labels);
        Ids = [.. OfficialMetadata.Split(folder, _frames, split).Select(n => n.ToString("000000", CultureInfo.InvariantCulture))];
        if (Ids.Count == 0)
            throw new InvalidInputException($"{folder.Splits}: no frame of split '{split}' is in {folder.Boxes}", "data.split");
    }

    public IReadOnlyList<string> Ids { get; }

    public SunRgbdScene Read(string id) => new(ReadCloud(_folder, Frame(id)), ReadObjects(id), Instances: null);

    public FrameView ReadView(string id) => Frame(id).Calibration.View(id, _folder.At(Frame(id).Picture));

    public IReadOnlyList<LabelledBox> ReadObjects(string id) =>
        [.. Frame(id).Objects.Where(o => ObjectClasses.SunRgbd.IndexOf(o.Label) >= 0)];

    /// <summary>What the metadata says about a frame.</summary>
    public OfficialFrame Frame(string id) =>
        int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= _frames.Length
            ? _frames[number - 1]
            : throw new InvalidInputException($"no frame '{id}' of SUN RGB-D; there are 000001 to {_frames.Length:000000}", "id");

    /// <summary>Every measured pixel as a point with the picture's colour; upright axes.</summary>
    public static PointCloud ReadCloud(OfficialFolder folder, OfficialFrame frame)
    {
        DepthImage depth = Millimetres(PictureFile.ReadDepth(folder.At(frame.Depth)));
        Picture picture = PictureFile.Read(folder.At(frame.Picture));
        Camera camera = Camera.FromMatrix(frame.Calibration.K, depth.Width, depth.Height, oneBased: true);
        Transform3D uprightFromCamera = Transform3D.FromLinear(frame.Calibration.Rtilt).After(Transform3D.CameraFromUpright.Inverse());
        return new DepthUnprojection(camera).ToCloud(depth, metresPerUnit: 0.001, uprightFromCamera, picture);
    }

    /// <summary>Depths as the files hold them: millimetres with their bits moved three places to the left around the end.</summary>
    /// <returns>millimetres, the far ones drawn to 8 metres</returns>
    private static DepthImage Millimetres(DepthImage stored) => new(
        stored.Width, stored.Height, Array.ConvertAll(stored.Values, v => Math.Min((ushort)(v >> 3 | v << 13), MaxDepth)));
}
