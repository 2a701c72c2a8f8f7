using System.Numerics;
using Fuse3D.Cli.Drawing;
using Fuse3D.Vision;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Metrics.Detections;
using Fuse3D.Vision.Metrics.Reports;
using Fuse3D.Vision.Metrics.Running;
using Fuse3D.Vision.Metrics.Running.Storage;
using Fuse3D.Vision.Models.GroupFree.Decoding;
using Fuse3D.Vision.Models.Yolos;

namespace Fuse3D.Cli.Evaluation;

/// <summary>Draws the frames in which a network did best and worst: true boxes white, found ones in the colour of their class.</summary>
/// <param name="count">of each kind</param>
internal sealed class FrameShots(SplitOf split, RunConfig config, ResultFolder folder, int count)
{
    private const double FewestScore = 0.3;     // below it a box is noise to the eye
    private const int Width = 730, Height = 530;

    /// <summary>Draws by the first selection of heads and the first pass; files go to the folder's frames/.</summary>
    public IReadOnlyList<ReportFrame> Write(RunFigures figures)
    {
        if (split.Scenes is not { } scenes || figures.Heads.Count == 0 || count == 0)
            return [];
        DetectionFigures first = figures.Heads[0].Figures.Runs[0];
        Dictionary<string, int> places = scenes.Ids.Select((id, frame) => (id, frame)).ToDictionary(entry => entry.id, entry => entry.frame);
        string[] best = [.. FrameChoice.Best(first, count).Select(scene => scene.Scene)];
        Directory.CreateDirectory(Path.Combine(folder.Path, "frames"));
        return
        [
            .. FrameChoice.Best(first, count).Select(scene => Write(scenes, scene, places[scene.Scene], "best")),
            .. FrameChoice.Worst(first, count).Where(scene => !best.Contains(scene.Scene)).Select(scene => Write(scenes, scene, places[scene.Scene], "worst")),
        ];
    }

    private ReportFrame Write(IDetectionDataset scenes, SceneFigures scene, int frame, string kind)
    {
        DetectionSample sample = Draw(scenes, scene.Scene);
        FrameResult result = folder.Results.Find(new(0, frame))!;
        DrawnBox[] boxes = [.. result.Truth.Select(Truth), .. result.Heads[0].Where(box => box.ScoreOf(box.Class) >= FewestScore).Reverse().Select(Found)];
        List<byte[]> pictures = [Save($"{kind}_{scene.Scene}_top.png", TopView.Draw(Points(sample), boxes))];
        foreach (SampleView view in sample.Views.Take(1))
            pictures.Add(Save($"{kind}_{scene.Scene}_view.png", OnPicture(view, boxes)));
        return new(scene.Scene, scene.Summary, pictures);
    }

    // With a picture where the data set has one, whatever the network takes.
    private DetectionSample Draw(IDetectionDataset scenes, string id)
    {
        SampleDraw draw = ConfiguredRun.Draw(config);
        try
        {
            return scenes.Draw(id, draw with { Views = 1, View = new ViewInput(new PictureSize(Height, Width), ShortSide: 0) });
        }
        catch (InvalidInputException)
        {
            return scenes.Draw(id, draw with { Views = 0, View = null });
        }
    }

    private static Canvas OnPicture(SampleView view, IEnumerable<DrawnBox> boxes)
    {
        Picture picture = Normalization.ImageNet.Undo(view.Planes, view.Size.Width, view.Size.Height);
        Canvas canvas = new(picture.Width, picture.Height, picture.Rgb);
        PictureOverlay overlay = new(canvas, Requests.Projection(new(view.Id, picture, view.Camera, view.CameraFromPoints)));
        foreach (DrawnBox box in boxes)
            overlay.Box(box, thickness: box.Label.Length == 0 ? 1 : 2);
        return canvas;
    }

    private byte[] Save(string name, Canvas canvas)
    {
        byte[] png = PictureFile.EncodePng(new Picture(canvas.Width, canvas.Height, canvas.Rgb));
        File.WriteAllBytes(Path.Combine(folder.Path, "frames", name), png);
        return png;
    }

    private static DrawnBox Truth(TruthBox truth) => DrawnBox.Of(truth.Box, "", Rgb.Truth);

    private DrawnBox Found(DecodedBox box) => DrawnBox.Of(
        box.Box, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{config.Data.ClassNames[box.Class]} {box.ScoreOf(box.Class):0.00}"), Rgb.OfClass(box.Class));

    private static Vector3[] Points(DetectionSample sample)
    {
        int width = sample.Points.Length / sample.PointCount;
        return [.. sample.Points.Chunk(width).Select(p => new Vector3(p[0], p[1], p[2]))];
    }
}
