using Fuse3D.Vision.Metrics.Running;
using Fuse3D.Vision.Models.Dense;

namespace Fuse3D.Cli.Evaluation;

/// <summary>What answers an evaluation's frames: networks of this process, or a service.</summary>
/// <param name="Where">for messages: "in process on cpu", or the address</param>
/// <param name="Weights">SHA-256 of the weights</param>
/// <param name="Device">where the networks run</param>
/// <param name="Predictor">owned</param>
internal sealed record EvaluatedModel(string Where, string Weights, string Device, IAsyncDisposable Predictor) : IAsyncDisposable
{
    /// <summary>Takes scenes, where the network does.</summary>
    public IScenePredictor Scenes => (IScenePredictor)Predictor;

    /// <summary>Takes pictures, where the network does.</summary>
    public IPicturePredictor Pictures => (IPicturePredictor)Predictor;

    /// <summary>Segments or translates, where the network does.</summary>
    public IDensePredictor Dense => (IDensePredictor)Predictor;

    /// <summary>Frames that may be on their way at once; a service refuses more.</summary>
    public int MostInFlight { get; init; } = int.MaxValue;

    public ValueTask DisposeAsync() => Predictor.DisposeAsync();
}
