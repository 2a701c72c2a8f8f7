namespace Fuse3D.Vision.Metrics.Pictures;

/// <summary>The figures of COCO's table. NaN, where its own program prints -1: nothing of the kind was there to find.</summary>
/// <param name="Ap">mean over thresholds and classes</param>
/// <param name="Ap50">at 0.5; NaN where that is no threshold</param>
/// <param name="Ap75">at 0.75, likewise</param>
/// <param name="ApByArea">for each range of areas after the first: small, medium, large</param>
/// <param name="Recall">mean over thresholds and classes, for each number of detections: 1, 10, 100</param>
/// <param name="RecallByArea">of the most detections, for each range of areas after the first</param>
public sealed record PictureSummary(
    double Ap, double Ap50, double Ap75, IReadOnlyList<double> ApByArea, IReadOnlyList<double> Recall, IReadOnlyList<double> RecallByArea);

/// <summary>One class of all pictures.</summary>
/// <param name="Truths">objects to find, crowds apart</param>
/// <param name="Detections">that count</param>
/// <param name="Precision">[thresholds][101] best precision from recall 0, 0.01 .. 1 on; empty where there is nothing to find</param>
public sealed record PictureClassFigures(string Name, int Truths, int Detections, PictureSummary Summary, double[][] Precision);

/// <summary>The figures of a whole evaluation in 2D.</summary>
public sealed record PictureFigures
{
    public required PictureSettings Settings { get; init; }

    public required int Pictures { get; init; }

    public required PictureSummary Summary { get; init; }

    public required IReadOnlyList<PictureClassFigures> Classes { get; init; }

    /// <summary>Names of the classes without an object to find: no mean counts them.</summary>
    public IReadOnlyList<string> Absent => [.. Classes.Where(c => c.Truths == 0).Select(c => c.Name)];
}
