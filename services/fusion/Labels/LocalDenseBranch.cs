using Fuse3D.ServiceDefaults.Dense;
using Fuse3D.ServiceDefaults.Frames;
using Fuse3D.V1;

namespace Fuse3D.Services.Fusion.Labels;

/// <summary>A dense model in this process.</summary>
/// <param name="owned">ends with this; null: the model is its giver's</param>
internal sealed class LocalDenseBranch(ServedDense model, IDisposable? owned) : IDenseBranch
{
    public DenseModelInfo Model { get; } = model.ToWire();

    public BranchInfo ToWire() => new() { Name = LabelledViews.Branch, Available = true, Transport = Transport.InProcess, ModelName = model.Name };

    public Task<DenseReply> SegmentAsync(DenseRequest request, DateTime deadline, CancellationToken cancel) =>
        model.SegmentAsync(request, new FrameStages(deadline, cancel));

    public ValueTask DisposeAsync()
    {
        owned?.Dispose();
        return ValueTask.CompletedTask;
    }
}
