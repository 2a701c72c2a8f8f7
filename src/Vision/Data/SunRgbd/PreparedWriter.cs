using System.Globalization;
using System.Runtime.InteropServices;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Data.SunRgbd;

/// <summary>Writes frames as VoteNet's and Group-Free's scripts do. The votes come last: a frame that has them is whole.</summary>
internal static class PreparedWriter
{
    /// <param name="cloud">upright axes, with colours</param>
    /// <param name="objects">of every class, with their boxes in the picture</param>
    /// <param name="picture">a whole JPEG or PNG file</param>
    public static void Write(
        PreparedFolder to, string split, string id, PointCloud cloud, IReadOnlyList<LabelledBox> objects, SunRgbdCalibration calibration, byte[] picture)
    {
        WriteText(to.Label(id), string.Concat(objects.Select(Line)));
        WriteText(to.Calibration(id), $"{Columns(calibration.Rtilt)}\n{Columns(calibration.K)}\n");
        WholeFile.Write(MadeFor(to.Picture(id)), stream => stream.Write(picture));

        // The boxes are those of the text, with its six digits.
        LabelledBox[] kept = SunRgbdLabels.FromText(to.Label(id));
        NpzWriter.Write(MadeFor(to.Cloud(split, id)), PreparedFolder.Points, Rows(cloud), cloud.Count, 6);
        Npy.Write(to.Boxes(split, id), ElementType.Float64, [kept.Length, 8], MemoryMarshal.AsBytes<double>([.. kept.SelectMany(SunRgbdLabels.ToRow)]).ToArray());
        NpzWriter.Write(to.VotesOf(split, id), PreparedFolder.Votes, GroupFreeVotes.Of(cloud.Positions, kept), cloud.Count, GroupFreeVotes.Columns);
    }

    public static void WriteText(string path, string text) =>
        WholeFile.Write(MadeFor(path), stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    private static string Line(LabelledBox o)
    {
        PictureBox flat = o.InPicture!;
        (double sin, double cos) = Math.SinCos(o.Box.Yaw);
        return string.Create(CultureInfo.InvariantCulture,
            $"{o.Label} {flat.Left + 1:0.######} {flat.Top + 1:0.######} {flat.Right - flat.Left:0.######} {flat.Bottom - flat.Top:0.######} "
            + $"{o.Box.Centre.X:F6} {o.Box.Centre.Y:F6} {o.Box.Centre.Z:F6} "
            + $"{o.Box.Size.Y / 2:F6} {o.Box.Size.X / 2:F6} {o.Box.Size.Z / 2:F6} {cos:F6} {sin:F6}\n");
    }

    private static string Columns(double[] m) => string.Create(CultureInfo.InvariantCulture,
        $"{m[0]:R} {m[3]:R} {m[6]:R} {m[1]:R} {m[4]:R} {m[7]:R} {m[2]:R} {m[5]:R} {m[8]:R}");

    private static double[] Rows(PointCloud cloud)
    {
        var rows = new double[cloud.Count * 6];
        for (int i = 0; i < cloud.Count; i++)
        {
            for (int c = 0; c < 3; c++)
                (rows[6 * i + c], rows[6 * i + 3 + c]) = (cloud.Positions[3 * i + c], cloud.Colours![3 * i + c]);
        }

        return rows;
    }

    private static string MadeFor(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }
}
