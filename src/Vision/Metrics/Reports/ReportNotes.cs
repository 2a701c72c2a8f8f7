using Fuse3D.Vision.Metrics.Dense;
using Fuse3D.Vision.Metrics.Detections;
using Fuse3D.Vision.Metrics.Running;

namespace Fuse3D.Vision.Metrics.Reports;

/// <summary>What a reader must know before comparing figures.</summary>
internal static class ReportNotes
{
    public static IEnumerable<string> Of(EvaluationReport report)
    {
        if (report.Heads.Count > 0)
        {
            foreach (string note in OfScenes(report.Heads[0]))
                yield return note;
        }

        if (report.Pictures is { Absent.Count: > 0 } pictures)
            yield return $"Nothing to find in 2D, left out of the means: {string.Join(", ", pictures.Absent)}.";
        if (report.Dense is { Translation.Count: > 0 } dense)
            yield return OfTranslation(dense);
        if (report.Failures.Count > 0)
            yield return $"Frames that could not be answered and count nowhere: {report.Failures.Count}, the first {report.Failures[0].Id}.";
    }

    private static string OfTranslation(DenseFigures figures) => figures.Features switch
    {
        null => "FID and KID are left out: they need Inception's weights (--inception pt_inception-2015-12-05-6726825d.pth).",
        _ when figures.IsInception => "FID and KID can be compared only with figures of the same form of pictures (eval.pictures) and split.",
        var name => $"Distances are between features of {name}. They are no FID or KID, and can be compared only with each other.",
    };

    private static IEnumerable<string> OfScenes(HeadFigures head)
    {
        DetectionFigures first = head.Figures.Runs[0];
        EvaluationProtocol protocol = first.Settings.Protocol;
        if (first.Absent.Count > 0)
        {
            yield return $"No true box of: {string.Join(", ", first.Absent)}. "
                + (protocol.Absent == AbsentClasses.Skipped
                    ? "These classes are left out of the means."
                    : "As in the published evaluator their average precision is not a number, and neither are the means.");
        }

        if (first.Refusals > 0)
            yield return $"At {first.Refusals} pairs of boxes the published evaluator ends with an error; they were measured exactly.";
        if (protocol.Truth == TruthKind.Published)
        {
            yield return "Compared with the boxes of the published evaluation, which on SUN RGB-D are too large "
                + "unless they lie along an axis.";
        }

        if (head.Figures.Runs.Count > 1)
            yield return $"Means over {head.Figures.Runs.Count} samplings of the points, with the standard deviation (n - 1).";
    }
}
