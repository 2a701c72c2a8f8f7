using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Training;
using Fuse3D.Vision.Training.Parallel;

namespace Fuse3D.Cli.Claims;

/// <summary>A network that claims are about: how it learns, and what it reaches.</summary>
internal interface IClaimNetwork
{
    /// <summary>Of its configuration.</summary>
    string Name { get; }

    TrainConfig Train { get; }

    /// <returns>whether the run is done</returns>
    bool Learn(RunFolder output, IGradientExchange alone, ITrainingObserver observer, CancellationToken stop);

    /// <summary>The figures of the network in a folder on the configuration's validation split, by the names of <see cref="Vision.Claims.ClaimTask"/>.</summary>
    Task<IReadOnlyDictionary<string, double?>> MeasureAsync(RunFolder output, IProgress<Vision.Metrics.Running.RunProgress> progress, CancellationToken stop);
}
