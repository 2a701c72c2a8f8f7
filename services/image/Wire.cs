using Fuse3D.ServiceDefaults.Exchange;
using Fuse3D.ServiceDefaults.Frames;
using Fuse3D.ServiceDefaults.Hosting;
using Fuse3D.ServiceDefaults.Wire;
using Fuse3D.V1;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Models.Yolos;
using ImageHeads = Fuse3D.Vision.Fusion.ImageHeads;

namespace Fuse3D.Services.Image;

/// <summary>A frame as the network takes it.</summary>
/// <param name="Planes">[V, 3, height, width] normalised</param>
/// <param name="Size">of the planes</param>
/// <param name="Threshold">score below which detections are left out</param>
internal sealed record ImageFrame(IReadOnlyList<ViewPicture> Pictures, float[] Planes, PictureSize Size, float Threshold);

/// <summary>Between the contract and the network.</summary>
internal static class Wire
{
    public static ImageFrame Read(DetectRequest request, ImageModel model)
    {
        RequestWire.RequireModel(request.ModelName, model.Name);
        float threshold = RequestWire.Threshold(request.Options, model.ScoreThreshold);
        IReadOnlyList<ViewPicture> pictures = SceneWire.ReadPictures(request);
        var (planes, size) = Fields.Named("views", () => model.Input.Make(pictures));
        return new(pictures, planes, size, threshold);
    }

    public static DetectReply ToReply(DetectRequest request, ImageFrame frame, ImageModel model, ImageHeads heads)
    {
        var reply = new DetectReply { ModelName = model.Name, ModelVersion = model.Version };
        reply.Detections2D.AddRange(DetectionWire.ToWire(
            heads, [.. frame.Pictures.Select(picture => (picture.Width, picture.Height))], model.Labels, frame.Threshold, request.Options?.MaxDetections ?? 0));
        reply.RawHeads.AddRange(TensorWire.Copied(heads, name => RequestWire.WantsRawHead(request.Options, name)));
        return reply;
    }

    public static GetInfoReply Info(GetInfoRequest request, ImageModel model, FrameGate gate, HostingOptions options)
    {
        RequestWire.RequireModel(request.ModelName, model.Name);
        var info = new ModelInfo
        {
            Name = model.Name,
            Version = model.Version,
            Family = model.Family,
            Device = model.Device,
            ImageWidth = (uint)(model.Input.Stretched?.Width ?? 0),
            ImageHeight = (uint)(model.Input.Stretched?.Height ?? 0),
            ScoreThreshold = model.ScoreThreshold,
            WeightsSha256 = model.WeightsSum,
        };
        info.Labels.AddRange(model.Labels);
        return new() { ServiceVersion = ServiceVersion.Text, Model = info, MaxMessageBytes = (ulong)options.MaxMessageBytes, MaxQueue = (uint)gate.Capacity };
    }
}
