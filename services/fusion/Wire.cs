using Fuse3D.ServiceDefaults.Exchange;
using Fuse3D.ServiceDefaults.Frames;
using Fuse3D.ServiceDefaults.Hosting;
using Fuse3D.ServiceDefaults.Wire;
using Fuse3D.Services.Fusion.Branches;
using Fuse3D.Services.Fusion.Labels;
using Fuse3D.V1;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Models.GroupFree.Decoding;
using Fuse3D.Vision.Models.Yolos;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Fuse3D.Services.Fusion;

/// <summary>A frame as the branches take it.</summary>
/// <param name="Points">the scene as it came, in network axes</param>
/// <param name="Cloud">[N, 3 + F] resampled</param>
/// <param name="Views">pictures with their cameras; empty when the frame has none</param>
/// <param name="Planes">[V, 3, height, width] normalised; null when the frame has no picture</param>
/// <param name="Threshold">score below which detections are left out</param>
internal sealed record FusionInput(ScenePoints Points, float[] Cloud, IReadOnlyList<SceneView> Views, float[]? Planes, float Threshold);

/// <summary>Between the contract and the fused detector.</summary>
internal static class Wire
{
    public static FusionInput Read(DetectRequest request, FusionModel model)
    {
        RequestWire.RequireModel(request.ModelName, model.Name);
        float threshold = RequestWire.Threshold(request.Options, model.ScoreThreshold);
        ScenePoints points = SceneWire.ReadPoints(request);
        bool sees = request.Views.Count > 0 || request.Options is { RequireAllBranches: true } or { IncludeSegmentation: true };
        IReadOnlyList<SceneView> views = sees ? SceneWire.ReadViews(request) : [];
        float[]? planes = sees ? Fields.Named("views", () => model.Views.Make([.. views.Select(view => view.Picture)])).Planes : null;
        return new(points, points.Input(model.Points), views, planes, threshold);
    }

    /// <summary>Seeds to the patches of each view that they fall on.</summary>
    /// <param name="seeds">[P, 3] network axes</param>
    /// <param name="picture">size of the network's input</param>
    public static PatchMap Project(Tensor seeds, IReadOnlyList<SceneView> views, PictureSize picture)
    {
        var grid = new PatchGrid(picture.Width, picture.Height);
        return PatchMap.Project(seeds, [.. views.Select(view =>
            new PointProjection(view.Camera.Resized(picture.Width, picture.Height), view.CameraFromNetwork, grid) { Depth = view.Depth })]);
    }

    /// <summary>The detector's times, which count from the frame's start, as the time that each stage took.</summary>
    public static void AddTimes(FrameStages stages, StageTimes times)
    {
        stages.Add("points.backbone", TimeSpan.FromMilliseconds(times.Seeds));
        stages.Add("exchange.scores", TimeSpan.FromMilliseconds(times.Scores - times.Seeds));
        stages.Add("image.tokens", TimeSpan.FromMilliseconds(times.Tokens - times.Scores));
        stages.Add("points.decode", TimeSpan.FromMilliseconds(times.Decoded - times.Tokens));
        stages.Add("image.heads", TimeSpan.FromMilliseconds(times.Total - times.Decoded));
    }

    /// <param name="labelled">null: classes of pixels were not asked for</param>
    public static DetectReply ToReply(DetectRequest request, FusionInput input, FusionModel model, FusedFrame found, LabelledViews? labelled)
    {
        var reply = new DetectReply { ModelName = model.Name, ModelVersion = model.Version, Degraded = found.Degraded || labelled?.Failure is not null };
        if (found.Degraded)
            reply.MissingBranches.Add("image");
        if (labelled?.Failure is not null)
            reply.MissingBranches.Add(LabelledViews.Branch);
        AddDetections(reply, request.Options ?? new(), input, model, found, labelled);
        reply.Segmentation.AddRange(labelled?.ToWire() ?? []);
        if (found.Exchange is not null && found.Patches is not null)
            reply.Exchange = ExchangeWire.Summary(found, model.ExchangeThreshold, request.Options?.IncludeExchange == true);
        AddRawHeads(reply, name => RequestWire.WantsRawHead(request.Options, name), found);
        return reply;
    }

    public static GetInfoReply Info(GetInfoRequest request, FusionModel model, BranchSet branches, ViewLabeller labeller, FrameGate gate, HostingOptions options)
    {
        RequestWire.RequireModel(request.ModelName, model.Name);
        var info = new ModelInfo
        {
            Name = model.Name,
            Version = model.Version,
            Family = model.Family,
            Device = model.Device,
            Points = (uint)model.Points.Points,
            ImageWidth = (uint)model.Picture.Width,
            ImageHeight = (uint)model.Picture.Height,
            ScoreThreshold = model.ScoreThreshold,
            WeightsSha256 = model.WeightsSum,
        };
        info.Labels.AddRange(model.Labels);
        var reply = new GetInfoReply
        {
            ServiceVersion = ServiceVersion.Text,
            Model = info,
            MaxMessageBytes = (ulong)options.MaxMessageBytes,
            MaxQueue = (uint)gate.Capacity,
        };
        reply.Branches.AddRange([.. branches.ToWire(), .. labeller.ToWire()]);
        return reply;
    }

    private static void AddDetections(
        DetectReply reply, DetectOptions options, FusionInput input, FusionModel model, FusedFrame found, LabelledViews? labelled)
    {
        if (found.Image is not null)
        {
            reply.Detections2D.AddRange(DetectionWire.ToWire(
                found.Image, [.. input.Views.Select(view => (view.Picture.Width, view.Picture.Height))], model.Labels, input.Threshold, options.MaxDetections));
        }

        HeadOutputs head = HeadReading.Last(found.Points);
        DecodedBox[] boxes = DetectionWire.Select(model.Decoder.Decode(head, input.Points.Cloud.Positions), input.Threshold, options.MaxDetections);
        DetectionSource source = found.Exchange is null ? DetectionSource.Points : DetectionSource.Fused;
        foreach (DecodedBox box in boxes)
        {
            V1.Detection3D detection = DetectionWire.ToWire(box, model.Labels, input.Points.PointsFromNetwork, source);
            if (BoxMatching.Find(box, reply.Detections2D, input.Views) is >= 0 and int match)
                detection.Detection2D = match;
            if (labelled is not null && BoxMatching.Seen(box, input.Views) is var (view, outline)
                && labelled.Share(detection.Label, view, outline.Left, outline.Top, outline.Right, outline.Bottom) is { } share)
            {
                detection.MaskShare = share;
            }

            reply.Detections3D.Add(detection);
        }

        foreach (V1.Detection2D flat in labelled is null ? [] : reply.Detections2D)
        {
            BoundingBox2D box = flat.Box;
            if (labelled!.Share(flat.Label, flat.View, box.CenterX - box.Width / 2, box.CenterY - box.Height / 2, box.CenterX + box.Width / 2, box.CenterY + box.Height / 2) is { } share)
                flat.MaskShare = share;
        }
    }

    private static void AddRawHeads(DetectReply reply, Func<string, bool> wanted, FusedFrame found)
    {
        reply.RawHeads.AddRange(TensorWire.Copied(found.Points, wanted));
        if (wanted("seed_xyz"))
            reply.RawHeads.Add(new NamedTensor { Name = "seed_xyz", Tensor = TensorWire.Copied(found.SeedXyz) });
        if (found.Image is not null)
            reply.RawHeads.AddRange(TensorWire.Copied(found.Image, wanted));
    }
}
