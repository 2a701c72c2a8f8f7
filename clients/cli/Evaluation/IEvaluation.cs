using Fuse3D.Vision.Metrics.Reports;
using Fuse3D.Vision.Metrics.Running;
using Fuse3D.Vision.Metrics.Running.Storage;

namespace Fuse3D.Cli.Evaluation;

/// <summary>What <c>fuse3d eval</c> does to one kind of network, from its configuration to its report.</summary>
internal interface IEvaluation : IAsyncDisposable
{
    /// <summary>Of the configuration.</summary>
    string Name { get; }

    /// <summary>For messages: "in process on cpu", or the service's address.</summary>
    string Where { get; }

    IFrameWork Work { get; }

    /// <summary>Everything that decides what a frame gives.</summary>
    RunIdentity Identity { get; }

    /// <summary>Answers what the store lacks, and makes figures of all.</summary>
    Task<RunFigures> MeasureAsync(IResultStore store, IProgress<RunProgress> progress, CancellationToken cancel);

    /// <summary>Draws the frames to look at into the folder, and says everything.</summary>
    Task<EvaluationReport> ReportAsync(RunFigures figures, ResultFolder folder, CancellationToken cancel);
}
