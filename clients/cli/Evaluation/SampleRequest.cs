using Fuse3D.Client;
using Fuse3D.V1;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Geometry;
using Google.Protobuf;
using DepthImage = Fuse3D.Vision.Formats.DepthImage;

namespace Fuse3D.Cli.Evaluation;

/// <summary>Samples as requests that services take unchanged.</summary>
internal static class SampleRequest
{
    public static DetectRequest Of(DetectionSample sample, DetectOptions options)
    {
        DetectRequest request = new()
        {
            Header = new() { FrameId = sample.Id },
            NetworkPoints = Frames.Input(sample.Points, sample.PointCount, sample.Points.Length / sample.PointCount),
            Options = options,
        };
        request.Views.AddRange(sample.Views.Select(Of));
        return request;
    }

    public static DetectRequest Of(PictureSample sample, DetectOptions options) => new()
    {
        Header = new() { FrameId = sample.Id },
        Views = { new View { Name = sample.Id, NetworkPlanes = Frames.Input(sample.Planes, 3, sample.Size.Height, sample.Size.Width) } },
        Options = options,
    };

    private static View Of(SampleView view)
    {
        View message = new()
        {
            Name = view.Id,
            NetworkPlanes = Frames.Input(view.Planes, 3, view.Size.Height, view.Size.Width),
            Camera = Requests.Of(view.Camera),
        };
        Requests.AddPose(message, view.CameraFromPoints);
        if (view.Depth is { } depth)
            (message.Depth, message.DepthMetresPerUnit) = (Of(depth.Image), depth.MetresPerUnit);
        return message;
    }

    private static Image Of(DepthImage depth) => new()
    {
        Width = (uint)depth.Width,
        Height = (uint)depth.Height,
        Encoding = "16UC1",
        Data = ByteString.CopyFrom(System.Runtime.InteropServices.MemoryMarshal.AsBytes<ushort>(depth.Values)),
    };
}
