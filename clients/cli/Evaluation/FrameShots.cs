using System.Numerics;
using Fuse3D.Cli.Drawing;
using Fuse3D.Vision;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Metrics.Detections;
using Fuse3D.Vision.Metrics.Running;
using Fuse3D.Vision.Metrics.Running.Storage;
using Fuse3D.Vision.Models.GroupFree.Decoding;
using Fuse3D.Vision.Models.Yolos;

namespace Fuse3D.Cli.Evaluation;

/// <summary>A frame that is drawn because it went well or badly.</summary>
/// <param name="F1">of precision and recall at the lowest threshold and the operating score</param>
/// <param name="Files">names in the folder of the report</param>
internal sealed record FrameShot(string Id, bool IsBest, double F1, IReadOnlyList<string> Files);

/// <summary>Draws the frames in which a network did best and worst: true boxes white, found ones in the colour of their class.</summary>
/// <param name="count">of each kind</param>
internal sealed class FrameShots(SplitOf split, RunConfig config, ResultFolder folder, int count)
{
    private const double FewestScore = 0.3;     // below it a box is noise to the eye
    private const int Width = 730, Height = 530;

    /// <summary>Draws by the first selection of heads and the first pass.</summary>
    public IReadOnlyList<FrameShot> Write(RunFigures figures)
    {
        if (split.Scenes is not { } scenes || figures.Heads.Count == 0 || count == 0)
            return [];
        SceneFigures[] ranked = [.. figures.Heads[0].Figures.Runs[0].Scenes.OrderByDescending(scene => scene.Summary.F1).ThenBy(scene => scene.Scene, StringComparer.Ordinal)];
        Dictionary<string, int> frames = scenes.Ids.Select((id, frame) => (id, frame)).ToDictionary(entry => entry.id, entry => entry.frame);
        int best = Math.Min(count, (ranked.Length + 1) / 2), worst = Math.Min(count, ranked.Length / 2);
        return
        [
            .. ranked.Take(best).Select(scene => Write(scenes, scene, frames[scene.Scene], isBest: true)),
            .. ranked.TakeLast(worst).Reverse().Select(scene => Write(scenes, scene, frames[scene.Scene], isBest: false)),
        ];
    }

    private FrameShot Write(IDetectionDataset scenes, SceneFigures scene, int frame, bool isBest)
    {
        DetectionSample sample = Draw(scenes, scene.Scene);
        FrameResult result = folder.Results.Find(new(0, frame))!;
        DrawnBox[] boxes = [.. result.Truth.Select(Truth), .. result.Heads[0].Where(box => box.ScoreOf(box.Class) >= FewestScore).Reverse().Select(Found)];
        string place = Path.Combine("frames", $"{(isBest ? "best" : "worst")}_{scene.Scene}");
        Directory.CreateDirectory(Path.Combine(folder.Path, "frames"));
        List<string> files = [Save($"{place}_top.png", TopView.Draw(Points(sample), boxes))];
        foreach (SampleView view in sample.Views.Take(1))
            files.Add(Save($"{place}_view.png", OnPicture(view, boxes)));
        return new(scene.Scene, isBest, scene.Summary.F1, files);
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

    private string Save(string name, Canvas canvas)
    {
        PictureFile.Write(Path.Combine(folder.Path, name), new Picture(canvas.Width, canvas.Height, canvas.Rgb));
        return name;
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
