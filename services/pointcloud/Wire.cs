using Fuse3D.ServiceDefaults.Exchange;
using Fuse3D.ServiceDefaults.Frames;
using Fuse3D.ServiceDefaults.Hosting;
using Fuse3D.ServiceDefaults.Wire;
using Fuse3D.V1;
using Fuse3D.Vision.Models.GroupFree.Decoding;
using PointHeads = Fuse3D.Vision.Fusion.PointHeads;

namespace Fuse3D.Services.PointCloud;

/// <summary>A frame as the network takes it.</summary>
/// <param name="Points">the scene as it came, in network axes</param>
/// <param name="Cloud">[N, 3 + F] resampled</param>
/// <param name="Threshold">score below which detections are left out</param>
internal sealed record PointFrame(ScenePoints Points, float[] Cloud, float Threshold);

/// <summary>Between the contract and the network.</summary>
internal static class Wire
{
    public static PointFrame Read(DetectRequest request, PointModel model)
    {
        RequestWire.RequireModel(request.ModelName, model.Name);
        float threshold = RequestWire.Threshold(request.Options, model.ScoreThreshold);
        ScenePoints points = SceneWire.ReadPoints(request);
        return new(points, points.Input(new(model.Points, model.PointFeatures)), threshold);
    }

    public static DetectReply ToReply(DetectRequest request, PointFrame frame, PointModel model, PointHeads heads)
    {
        var reply = new DetectReply { ModelName = model.Name, ModelVersion = model.Version };
        DecodedBox[] boxes = DetectionWire.Select(
            model.Decode(heads, frame.Points.Cloud.Positions), frame.Threshold, request.Options?.MaxDetections ?? 0);
        reply.Detections3D.AddRange(boxes.Select(box => DetectionWire.ToWire(box, model.Labels, frame.Points.PointsFromNetwork, DetectionSource.Points)));
        reply.RawHeads.AddRange(TensorWire.Copied(heads, name => RequestWire.WantsRawHead(request.Options, name)));
        return reply;
    }

    public static GetInfoReply Info(GetInfoRequest request, PointModel model, FrameGate gate, HostingOptions options)
    {
        RequestWire.RequireModel(request.ModelName, model.Name);
        var info = new ModelInfo
        {
            Name = model.Name,
            Version = model.Version,
            Family = model.Family,
            Device = model.Device,
            Points = (uint)model.Points,
            ScoreThreshold = model.ScoreThreshold,
            WeightsSha256 = model.WeightsSum,
        };
        info.Labels.AddRange(model.Labels);
        return new() { ServiceVersion = ServiceVersion.Text, Model = info, MaxMessageBytes = (ulong)options.MaxMessageBytes, MaxQueue = (uint)gate.Capacity };
    }
}
