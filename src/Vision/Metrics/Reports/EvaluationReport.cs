using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Fuse3D.Vision.Metrics.Dense;
using Fuse3D.Vision.Metrics.Detections;
using Fuse3D.Vision.Metrics.Pictures;
using Fuse3D.Vision.Metrics.Running;

namespace Fuse3D.Vision.Metrics.Reports;

/// <summary>All that a reader needs to judge an evaluation and to repeat it. Each form of it is made from this alone.</summary>
public sealed record EvaluationReport
{
    /// <summary>One line: what was measured on what.</summary>
    public required string Title { get; init; }

    /// <summary>
    /// What else bears on the figures, in the order to show it: data set, split and its hash, version of the labels, weights, device, seed.
    /// </summary>
    public required IReadOnlyList<ReportFact> Facts { get; init; }

    /// <summary>The run's configuration as it was read.</summary>
    public required string Configuration { get; init; }

    /// <summary>One for each selection of heads; none of a network without 3D heads.</summary>
    public IReadOnlyList<HeadFigures> Heads { get; init; } = [];

    /// <summary>Figures in 2D; null where there are none.</summary>
    public PictureFigures? Pictures { get; init; }

    /// <summary>Frames to look at: the best and the worst, see <see cref="FrameChoice"/>.</summary>
    public IReadOnlyList<ReportFrame> Frames { get; init; } = [];

    /// <summary>Figures of segmentation or translation; null of detection.</summary>
    public DenseFigures? Dense { get; init; }

    /// <summary>The same kind of frames of segmentation or translation, inputs, outputs and truth side by side.</summary>
    public IReadOnlyList<ReportShot> Shots { get; init; } = [];

    /// <summary>Frames that count nowhere, and why.</summary>
    public IReadOnlyList<FrameFailure> Failures { get; init; } = [];

    /// <summary>Tells splits apart: the SHA-256 of their ids, one a line, in their order.</summary>
    /// <returns>64 hexadecimal digits</returns>
    public static string SplitHash(IEnumerable<string> ids) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(ids.Select(id => id + "\n")))));
}

/// <param name="Name">"data set", "split", ...</param>
public sealed record ReportFact(string Name, string Value);

/// <summary>A frame shown in a report.</summary>
/// <param name="Png">pictures of it, as files; only the HTML report holds them</param>
public sealed record ReportFrame(string Scene, SceneSummary Summary, [property: JsonIgnore] IReadOnlyList<byte[]> Png);

/// <summary>A frame of segmentation or translation shown in a report.</summary>
/// <param name="Says">how well it was read, and what its rows show</param>
/// <param name="Png">as a file; only the HTML report holds it</param>
public sealed record ReportShot(string Frame, string Says, [property: JsonIgnore] byte[] Png);
