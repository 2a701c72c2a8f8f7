using System.Runtime.CompilerServices;
using Fuse3D.ServiceDefaults.Dense;
using Fuse3D.ServiceDefaults.Frames;
using Fuse3D.V1;
using Fuse3D.Vision;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Fusion;

namespace Fuse3D.Cli.Dense;

/// <summary>A model folder that answers in this process.</summary>
internal sealed class LocalDense : IDenseAnswers
{
    private readonly ServedDense _served;

    /// <param name="tilePixels">that the network is given at once</param>
    /// <exception cref="CommandFailure">the model is of the other kind</exception>
    public LocalDense(string folder, ComputeDevice device, int tilePixels, DenseKind kind)
    {
        _served = ServedDense.Load(folder, device, new(Picture.DefaultMaxPixels, tilePixels), parallel: 1, waiting: 0);
        Model = _served.ToWire();
        if (Model.Kind == kind)
            return;
        _served.Dispose();
        throw new CommandFailure($"'{folder}' holds '{Model.Name}', a model of {Model.Kind.ToString().ToLowerInvariant()}, not of {kind.ToString().ToLowerInvariant()}");
    }

    public DenseModelInfo Model { get; }

    public async IAsyncEnumerable<DenseReply> AnswerAsync(IAsyncEnumerable<DenseRequest> frames, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (DenseRequest request in frames.WithCancellation(cancel))
            yield return await AnswerAsync(request, cancel);
    }

    public void Dispose() => _served.Dispose();

    private async Task<DenseReply> AnswerAsync(DenseRequest request, CancellationToken cancel)
    {
        var stages = new FrameStages(DateTime.MaxValue, cancel);
        try
        {
            DenseReply reply = await (Model.Kind == DenseKind.Segmentation ? _served.SegmentAsync(request, stages) : _served.TranslateAsync(request, stages));
            (reply.Header, reply.Status) = (request.Header, new());
            stages.Add("total", stages.Elapsed);
            reply.StageLatency.AddRange(stages.ToWire());
            return reply;
        }
        catch (InvalidInputException e)
        {
            return new() { Header = request.Header, Status = FrameFailure.Of(e).ToWire() };
        }
    }
}
