using Fuse3D.ServiceDefaults.Frames;
using Fuse3D.ServiceDefaults.Wire;
using Fuse3D.V1;
using Fuse3D.Vision.Formats;
using Google.Protobuf;

namespace Fuse3D.Services.Fusion.Labels;

/// <summary>One view with a class for every pixel, or why it has none.</summary>
/// <param name="Labels">[Height, Width]; empty where the status is not OK</param>
internal sealed record LabelledView(FrameStatus Status, int Width, int Height, byte[] Labels)
{
    public static LabelledView Failed(FrameStatus status) => new(status, 0, 0, []);
}

/// <summary>The views of a frame, each with a class for every pixel.</summary>
/// <param name="model">null: it was not there</param>
internal sealed class LabelledViews(IReadOnlyList<LabelledView> views, DenseModelInfo? model)
{
    /// <summary>What the dense model is called among a fusion's branches.</summary>
    public const string Branch = "dense";

    // Data sets write "night_stand" and "night stand".
    private readonly Dictionary<string, int> _classes = (model?.Labels ?? []).Select((label, i) => (Plain(label), i))
        .GroupBy(label => label.Item1).ToDictionary(same => same.Key, same => same.First().i);

    /// <summary>Why the first view that failed has no labels; null: all have them.</summary>
    public FrameStatus? Failure => views.FirstOrDefault(view => view.Status.Code != 0)?.Status;

    /// <summary>The share of pixels inside a rectangle that are of a class; null: the view has no labels, the model no such class, or there is no pixel.</summary>
    /// <param name="left">in pixels; 0 is the centre of the first</param>
    public float? Share(string label, int view, double left, double top, double right, double bottom)
    {
        if (views[view] is not { Status.Code: 0 } seen || !_classes.TryGetValue(Plain(label), out int wanted))
            return null;
        int firstRow = Math.Max(0, (int)Math.Ceiling(top)), lastRow = Math.Min(seen.Height - 1, (int)Math.Floor(bottom));
        int first = Math.Max(0, (int)Math.Ceiling(left)), last = Math.Min(seen.Width - 1, (int)Math.Floor(right));
        if (firstRow > lastRow || first > last)
            return null;
        long found = 0;
        for (int y = firstRow; y <= lastRow; y++)
            found += seen.Labels.AsSpan(y * seen.Width + first, last - first + 1).Count((byte)wanted);
        return (float)((double)found / ((lastRow - firstRow + 1L) * (last - first + 1)));
    }

    public IEnumerable<ViewSegmentation> ToWire() => views.Select((view, i) => ToWire(view, i));

    private ViewSegmentation ToWire(LabelledView view, int index)
    {
        var message = new ViewSegmentation { View = index, Status = view.Status, ModelName = model?.Name ?? "" };
        if (view.Status.Code != 0)
            return message;
        message.Labels.AddRange(model!.Labels);
        byte[] png = PictureFile.EncodeIndexedPng(view.Width, view.Height, view.Labels, DenseReplies.Palette(model));
        message.Mask = new() { Encoding = "png", Width = (uint)view.Width, Height = (uint)view.Height, Data = UnsafeByteOperations.UnsafeWrap(png) };
        return message;
    }

    private static string Plain(string label) => label.Trim().Replace('_', ' ').Replace('-', ' ').ToLowerInvariant();
}
