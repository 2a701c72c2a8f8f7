namespace Fuse3D.Vision.Claims;

/// <summary>A figure that claims are about. Results keep it as it is measured.</summary>
/// <param name="Name">in files: map25</param>
/// <param name="Title">in tables: mAP@0.25</param>
/// <param name="Scale">what tables multiply it by</param>
/// <param name="Digits">behind the point, in tables</param>
/// <param name="LessIsBetter">of errors and distances</param>
public sealed record ClaimFigure(string Name, string Title, double Scale = 100, int Digits = 1, bool LessIsBetter = false)
{
    /// <summary>Errors and distances have no percent.</summary>
    public bool IsPercent => !LessIsBetter;
}

/// <summary>A task that papers make claims about, with the figures that decide.</summary>
/// <param name="Figures">in the order of tables</param>
public sealed record ClaimTask(string Name, IReadOnlyList<ClaimFigure> Figures)
{
    public static ClaimTask Detection { get; } = new(
        "detection", [new("map25", "mAP@0.25"), new("map50", "mAP@0.5"), new("ap", "AP (2D)"), new("ap50", "AP50 (2D)")]);

    /// <summary>Shares 0..1; of the ensemble where no modality is named.</summary>
    public static ClaimTask Segmentation { get; } = new(
        "segmentation",
        [
            new("miou", "mean IoU"), new("miou_rgb", "of rgb"), new("miou_depth", "of depth"), new("pixel_accuracy", "pixel accuracy"),
            new("mean_accuracy", "mean accuracy"), new("exchanged", "exchanged"),
        ]);

    /// <summary>Errors of the ensemble, of values in [-1, 1]; the distance is between features of a network that learnt rooms, and no FID.</summary>
    public static ClaimTask Translation { get; } = new(
        "translation",
        [
            new("mae", "MAE x 100", Digits: 2, LessIsBetter: true), new("rmse", "RMSE x 100", Digits: 2, LessIsBetter: true),
            new("distance", "Rooms feature distance", Scale: 1, Digits: 2, LessIsBetter: true), new("exchanged", "exchanged"),
        ]);

    public static IReadOnlyList<ClaimTask> All { get; } = [Detection, Segmentation, Translation];

    /// <param name="name">one of the figures'</param>
    public ClaimFigure Figure(string name) => Figures.First(figure => figure.Name == name);
}
