using System.Diagnostics;
using System.Runtime.InteropServices;
using Fuse3D.ServiceDefaults.Frames;
using Fuse3D.ServiceDefaults.Wire;
using Fuse3D.V1;
using Fuse3D.Vision.Formats;
using Google.Protobuf;
using Grpc.Core;

namespace Fuse3D.Services.Fusion.Labels;

/// <summary>Labels the pixels of a frame's views while its objects are found. What goes wrong is told by view; the detection is answered all the same.</summary>
/// <param name="branch">null: the fusion service has no dense model</param>
/// <param name="timeout">from a frame's start; later labels are not waited for</param>
internal sealed class ViewLabeller(IDenseBranch? branch, TimeSpan timeout) : IAsyncDisposable
{
    /// <summary>Time before a call's deadline that is kept for its answer: a tenth of what is left, and no less than this.</summary>
    private static readonly TimeSpan LeastReserve = TimeSpan.FromMilliseconds(50);

    public IEnumerable<BranchInfo> ToWire() => branch is null ? [] : [branch.ToWire()];

    /// <exception cref="RpcException">FAILED_PRECONDITION: there is no dense model</exception>
    public void Require()
    {
        if (branch is null)
        {
            throw new RpcException(new(
                StatusCode.FailedPrecondition, "options.include_segmentation: this fusion service has no dense model; it is started with --dense ADDRESS or --dense local"));
        }
    }

    /// <summary>Ends within the timeout, and before the call's deadline.</summary>
    public async Task<LabelledViews> LabelAsync(DetectRequest request, IReadOnlyList<SceneView> views, FrameStages stages, CancellationToken cancel)
    {
        long start = Stopwatch.GetTimestamp();
        long left = stages.Left.Ticks, usable = left - Math.Max(left / 10, LeastReserve.Ticks);
        TimeSpan limit = TimeSpan.FromTicks(Math.Clamp(usable, 0, timeout.Ticks));
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        late.CancelAfter(limit);
        DateTime deadline = DateTime.UtcNow + limit;
        LabelledView[] labelled = await Task.WhenAll(views.Select((view, i) => TryLabel(request, view, i, deadline, late.Token)));
        cancel.ThrowIfCancellationRequested();
        stages.Add("segmentation", Stopwatch.GetElapsedTime(start));
        return new(labelled, branch!.Model);
    }

    public ValueTask DisposeAsync() => branch?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<LabelledView> TryLabel(DetectRequest request, SceneView view, int index, DateTime deadline, CancellationToken cancel)
    {
        try
        {
            // Beside the detection from the first picture on; and a network in this process does not stop in the middle, so it is not waited for.
            DenseReply reply = await Task.Run(() => branch!.SegmentAsync(RequestOf(request, view, index), deadline, cancel), cancel).WaitAsync(cancel);
            return new(new(), (int)reply.Width, (int)reply.Height, reply.Ensemble.Values.Inline.ToByteArray());
        }
        catch (Exception e) when (cancel.IsCancellationRequested || e is RpcException { StatusCode: StatusCode.DeadlineExceeded } or StageDeadlineException)
        {
            return LabelledView.Failed(new() { Code = (int)StatusCode.DeadlineExceeded, Message = "the dense model did not answer in time" });
        }
        catch (Exception e)
        {
            FrameStatus status = FrameFailure.Of(e).ToWire();
            if (status.Code == (int)StatusCode.InvalidArgument && !status.Field.StartsWith("views", StringComparison.Ordinal))
                status.Field = $"views[{index}]";       // the dense model names fields of a request that the caller has not sent
            return LabelledView.Failed(status);
        }
    }

    private DenseRequest RequestOf(DetectRequest request, SceneView view, int index)
    {
        var dense = new DenseRequest { Header = request.Header, Options = new() { Encoding = DenseEncoding.Raw } };
        foreach (string modality in branch!.Model?.Modalities ?? [])
        {
            dense.Modalities.Add(modality switch
            {
                "rgb" => new() { Name = modality, Picture = request.Views[index].Image ?? throw Fields.Wrong($"views[{index}].image", "the dense model takes the picture; there is none") },
                "depth" => Depth(request, view, index),
                _ => throw Fields.Wrong($"views[{index}]", $"the dense model takes '{modality}'; a detection has rgb and depth"),
            });
        }

        return dense;
    }

    // The view's own depth of any size; else the scene's depth picture, where it is as large as the picture.
    private static ModalPicture Depth(DetectRequest request, SceneView view, int index)
    {
        if (view.Depth is { } depth)
        {
            (int width, int height) = (view.Picture.Width, view.Picture.Height);
            Raster<ushort> own = new(depth.Image.Width, depth.Image.Height, 1, depth.Image.Values);
            Raster<ushort> sized = (own.Width, own.Height) == (width, height) ? own : own.Nearest(width, height, (double)own.Width / width, (double)own.Height / height);
            return new()
            {
                Name = "depth",
                Picture = new() { Encoding = "16UC1", Width = (uint)width, Height = (uint)height, Data = ByteString.CopyFrom(MemoryMarshal.AsBytes<ushort>(sized.Values)) },
                MetresPerUnit = depth.MetresPerUnit,
            };
        }

        if (request.SceneCase != DetectRequest.SceneOneofCase.Depth)
            throw Fields.Wrong($"views[{index}].depth", "the dense model takes depth; neither the view nor the scene has a depth picture");
        bool metres = request.Depth.Image.Encoding == "32FC1";
        double unit = request.Depth.MetresPerUnit > 0 || metres ? request.Depth.MetresPerUnit : PictureWire.Millimetre;
        return new() { Name = "depth", Picture = request.Depth.Image, MetresPerUnit = unit };
    }
}
