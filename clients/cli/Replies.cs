using System.Globalization;
using System.Text.Json;
using Fuse3D.V1;
using Fuse3D.Vision.Geometry;
using Google.Protobuf;
using Spectre.Console;

namespace Fuse3D.Cli;

/// <summary>Prints replies: tables for people, JSON lines for programs.</summary>
internal static class Replies
{
    private static readonly JsonFormatter Json = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(false));

    /// <summary>One JSON object on one line, by protobuf's JSON mapping; without the raw tensors.</summary>
    public static string AsJson(DetectReply reply)
    {
        DetectReply slim = reply.Clone();
        slim.RawHeads.Clear();
        slim.Exchange?.Tensors.Clear();
        return Json.Format(slim);
    }

    public static void Print(DetectReply reply)
    {
        if (reply.Status is { Code: not 0 } status)
        {
            AnsiConsole.MarkupLineInterpolated($"[red]{reply.Header?.FrameId}: {StatusName(status.Code)} {status.Field}: {status.Message}[/]");
            return;
        }

        AnsiConsole.MarkupLineInterpolated($"[bold]{reply.Header?.FrameId}[/]  {Summary(reply)}");
        if (reply.Detections3D.Count > 0)
            AnsiConsole.Write(Boxes3D(reply));
        if (reply.Detections2D.Count > 0)
            AnsiConsole.Write(Boxes2D(reply));
    }

    /// <summary>Counts, time and what was missing, in one line.</summary>
    public static string Summary(DetectReply reply)
    {
        string degraded = reply.Degraded ? $", degraded (without {string.Join(", ", reply.MissingBranches)})" : "";
        string total = reply.StageLatency.FirstOrDefault(stage => stage.Stage == "total") is { } stage
            ? string.Create(CultureInfo.InvariantCulture, $", {stage.Duration.ToTimeSpan().TotalMilliseconds:0} ms")
            : "";
        return $"{reply.Detections3D.Count} boxes in 3D, {reply.Detections2D.Count} in 2D{total}{degraded}";
    }

    public static string StatusName(int code) =>
        JsonNamingPolicy.SnakeCaseUpper.ConvertName(((Grpc.Core.StatusCode)code).ToString());

    private static Table Boxes3D(DetectReply reply)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumns("3D", "score", "centre x y z [[m]]", "size l w h [[m]]", "yaw [[rad]]");
        foreach (Detection3D found in reply.Detections3D)
        {
            Box3D box = Boxes.Of(found.Box);
            table.AddRow(found.Label.EscapeMarkup(), Number(found.Score), $"{Number(box.Centre.X)} {Number(box.Centre.Y)} {Number(box.Centre.Z)}",
                $"{Number(box.Size.X)} {Number(box.Size.Y)} {Number(box.Size.Z)}", Number(box.Yaw));
        }

        return table;
    }

    private static Table Boxes2D(DetectReply reply)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumns("2D", "score", "view", "centre x y [[px]]", "width height [[px]]");
        foreach (Detection2D found in reply.Detections2D)
        {
            BoundingBox2D box = found.Box;
            table.AddRow(found.Label.EscapeMarkup(), Number(found.Score), $"{found.View}",
                $"{Number(box.CenterX)} {Number(box.CenterY)}", $"{Number(box.Width)} {Number(box.Height)}");
        }

        return table;
    }

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
