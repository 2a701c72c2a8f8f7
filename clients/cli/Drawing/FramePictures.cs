using Fuse3D.V1;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Formats;
using Vector3 = System.Numerics.Vector3;

namespace Fuse3D.Cli.Drawing;

/// <summary>Writes what was found in a frame as PNG files.</summary>
internal static class FramePictures
{
    /// <summary>ID_boxes.png and ID_tokens.png for the first view, ID_top.png for the cloud; white boxes are the known ones.</summary>
    /// <returns>the files</returns>
    public static IReadOnlyList<string> Write(RgbdFrame frame, DetectReply reply, DirectoryInfo folder)
    {
        folder.Create();
        string Name(string kind) => Path.Combine(folder.FullName, $"{frame.Id}_{kind}.png");
        DrawnBox[] truth = [.. (frame.Objects ?? []).Select(Known)], found = [.. reply.Detections3D.Reverse().Select(DrawnBox.Of)];
        List<string> files = [Name("top")];
        Save(TopView.Draw(Points(frame.Cloud.Positions), [.. truth, .. found]), files[0]);
        if (frame.Views.Count == 0)
            return files;

        FrameView view = frame.Views[0];
        Canvas canvas = new(view.Picture.Width, view.Picture.Height, [.. view.Picture.Rgb]);
        PictureOverlay overlay = new(canvas, Requests.Projection(view));
        foreach (DrawnBox box in truth)
            overlay.Box(box, thickness: 1);
        foreach (DrawnBox box in found)
            overlay.Box(box);
        foreach (Detection2D flat in reply.Detections2D.Where(flat => flat.View == 0))
            Flat(canvas, flat);
        files.Add(Name("boxes"));
        Save(canvas, files[^1]);
        if (TokenMap.Draw(view, reply.Exchange) is { } tokens)
        {
            files.Add(Name("tokens"));
            Save(tokens, files[^1]);
        }

        return files;
    }

    private static void Flat(Canvas canvas, Detection2D flat)
    {
        BoundingBox2D box = flat.Box;
        System.Numerics.Vector2 centre = new((float)box.CenterX, (float)box.CenterY), half = new((float)box.Width / 2, (float)box.Height / 2);
        Rgb colour = Rgb.OfClass(flat.ClassId);
        canvas.Rectangle(centre - half, centre + half, colour, thickness: 1);
        canvas.Label((int)(centre.X - half.X), (int)(centre.Y + half.Y) - 12, $"{flat.Label} {flat.Score:0.00}", colour, scale: 1);
    }

    private static DrawnBox Known(LabelledBox known) => DrawnBox.Of(known.Box, "", Rgb.Truth);

    private static Vector3[] Points(float[] xyz) => [.. xyz.Chunk(3).Select(p => new Vector3(p[0], p[1], p[2]))];

    private static void Save(Canvas canvas, string path) => PictureFile.Write(path, new Picture(canvas.Width, canvas.Height, canvas.Rgb));
}
