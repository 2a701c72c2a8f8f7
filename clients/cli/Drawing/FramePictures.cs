using Fuse3D.V1;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Formats;
using Vector2 = System.Numerics.Vector2;
using Vector3 = System.Numerics.Vector3;

namespace Fuse3D.Cli.Drawing;

/// <summary>Writes what was found in a frame as PNG files.</summary>
internal static class FramePictures
{
    private const int LeastWidth = 720;         // smaller pictures are drawn larger, so that labels leave room

    /// <summary>
    /// ID_boxes.png (3D), ID_flat.png (2D) and ID_tokens.png for the first view, ID_top.png for the cloud; white boxes are the known ones.
    /// </summary>
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

        (FrameView view, int scale) = Enlarged(frame.Views[0]);
        Canvas boxes = CanvasOf(view);
        PictureOverlay overlay = new(boxes, Requests.Projection(view));
        foreach (DrawnBox box in truth)
            overlay.Box(box, thickness: 1);
        foreach (DrawnBox box in found)
            overlay.Box(box);
        files.Add(Name("boxes"));
        Save(boxes, files[^1]);
        Detection2D[] flat = [.. reply.Detections2D.Where(own => own.View == 0)];
        if (flat.Length > 0)
        {
            Canvas picture = CanvasOf(view);
            foreach (Detection2D own in flat.Reverse())
                Flat(picture, own, scale);
            files.Add(Name("flat"));
            Save(picture, files[^1]);
        }

        if (TokenMap.Draw(view, reply.Exchange) is { } tokens)
        {
            files.Add(Name("tokens"));
            Save(tokens, files[^1]);
        }

        return files;
    }

    private static Canvas CanvasOf(FrameView view) => new(view.Picture.Width, view.Picture.Height, [.. view.Picture.Rgb]);

    private static (FrameView View, int Scale) Enlarged(FrameView view)
    {
        int scale = Math.Max(1, (LeastWidth + view.Picture.Width - 1) / view.Picture.Width);
        (int width, int height) = (scale * view.Picture.Width, scale * view.Picture.Height);
        return (scale == 1 ? view : view with { Picture = Resize.HalfPixel(view.Picture, width, height), Camera = view.Camera.Resized(width, height) }, scale);
    }

    private static void Flat(Canvas canvas, Detection2D flat, int scale)
    {
        BoundingBox2D box = flat.Box;
        Vector2 At(double x, double y) => new((float)((x + 0.5) * scale - 0.5), (float)((y + 0.5) * scale - 0.5));
        Vector2 low = At(box.CenterX - box.Width / 2, box.CenterY - box.Height / 2), high = At(box.CenterX + box.Width / 2, box.CenterY + box.Height / 2);
        Rgb colour = Rgb.OfClass(flat.ClassId);
        canvas.Rectangle(low, high, colour);
        canvas.Label((int)low.X, (int)high.Y - 12, $"{flat.Label} {flat.Score:0.00}", colour, scale: 1);
    }

    private static DrawnBox Known(LabelledBox known) => DrawnBox.Of(known.Box, "", Rgb.Truth);

    private static Vector3[] Points(float[] xyz) => [.. xyz.Chunk(3).Select(p => new Vector3(p[0], p[1], p[2]))];

    private static void Save(Canvas canvas, string path) => PictureFile.Write(path, new Picture(canvas.Width, canvas.Height, canvas.Rgb));
}
