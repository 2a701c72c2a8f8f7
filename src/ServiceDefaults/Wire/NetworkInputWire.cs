using System.Runtime.InteropServices;
using Fuse3D.V1;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Models.Yolos;

namespace Fuse3D.ServiceDefaults.Wire;

/// <summary>Reads what a caller made ready for the networks. It passes unchanged, so it is checked and not repaired.</summary>
public static class NetworkInputWire
{
    private const string Points = "network_points";

    /// <summary>[N, 3 + F] in network axes.</summary>
    public static ScenePoints ReadPoints(DetectRequest request)
    {
        if (request.Axes is not (Axes.Unspecified or Axes.RightForwardUp) || request.UprightFromPoints is not null)
            throw Fields.Wrong(Points, "they are in network axes; leave axes and upright_from_points out");
        float[] rows = ReadFloats(request.NetworkPoints, Points);
        if (request.NetworkPoints.Shape is not [> 0, >= 3])
            throw Fields.Wrong($"{Points}.shape", $"[{string.Join(", ", request.NetworkPoints.Shape)}]; rows of x, y, z and the model's features are wanted");
        int count = (int)request.NetworkPoints.Shape[0], width = (int)request.NetworkPoints.Shape[1];
        float[] positions = new float[3 * count];
        for (int i = 0; i < count; i++)
            rows.AsSpan(i * width, 3).CopyTo(positions.AsSpan(3 * i));
        var cloud = new Vision.Formats.PointCloud(positions);
        CloudWire.RequireUsable(cloud, Points);
        return new(cloud, PointsFromNetwork: null) { Ready = rows };
    }

    /// <summary>[3, height, width] of one view.</summary>
    /// <param name="field">what the view is called in errors: "views[0]"</param>
    public static ViewPicture ReadPlanes(View view, string field)
    {
        string name = $"{field}.network_planes";
        if (view.Image is not null)
            throw Fields.Wrong(name, "a view has a picture or the network's planes, not both");
        if (view.NetworkPlanes.Shape is not [3, >= YolosConfig.Patch, >= YolosConfig.Patch])
            throw Fields.Wrong($"{name}.shape", $"[{string.Join(", ", view.NetworkPlanes.Shape)}]; 3 planes of at least {YolosConfig.Patch} pixels a side are wanted");
        (long height, long width) = (view.NetworkPlanes.Shape[1], view.NetworkPlanes.Shape[2]);
        Fields.Named(name, () =>
        {
            Picture.CheckSize(name, width, height);
            return true;
        });
        return ViewPicture.Of(ReadFloats(view.NetworkPlanes, name), new((int)height, (int)width));
    }

    // The shape is held against the bytes that came, so that nothing is made of a size that was only claimed.
    private static float[] ReadFloats(Tensor tensor, string field)
    {
        if (tensor.Dtype != DataType.Float32 || tensor.StorageCase != Tensor.StorageOneofCase.Inline)
            throw Fields.Wrong(field, $"{tensor.Dtype} ({tensor.StorageCase}); float32 inline is wanted");
        long count = tensor.Shape.Aggregate(1L, (product, size) => Math.Min(product * Math.Clamp(size, 0, int.MaxValue), int.MaxValue));
        if (count * sizeof(float) != tensor.Inline.Length)
            throw Fields.Wrong($"{field}.inline", $"{tensor.Inline.Length} bytes are not [{string.Join(", ", tensor.Shape)}] float32");
        float[] values = MemoryMarshal.Cast<byte, float>(tensor.Inline.Span).ToArray();
        int invalid = Array.FindIndex(values, value => !float.IsFinite(value));
        return invalid < 0 ? values : throw Fields.Wrong(field, $"number {invalid} is {values[invalid]}; all must be finite");
    }
}
