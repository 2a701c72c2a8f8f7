using System.Globalization;
using System.Text.Json;
using Fuse3D.V1;

namespace Fuse3D.Cli.Dense;

/// <summary>Prints what a model said of a view: one line for people, or one JSON object.</summary>
internal static class DenseLines
{
    private const int MostClasses = 5;

    private static readonly JsonSerializerOptions Camel = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <param name="files">that were written</param>
    public static string AsJson(string id, DenseReply reply, DenseModelInfo model, IReadOnlyList<string> files) => reply.Status.Code != 0
        ? JsonSerializer.Serialize(new { Frame = id, Error = new { Code = Replies.StatusName(reply.Status.Code), reply.Status.Field, reply.Status.Message } }, Camel)
        : JsonSerializer.Serialize(new
        {
            Frame = id,
            Model = reply.ModelName,
            Version = reply.ModelVersion,
            reply.Width,
            reply.Height,
            Target = model.Target.Length > 0 ? model.Target : null,
            Classes = Shares(reply, model).Select(share => new { share.Label, share.Share }),
            Exchange = reply.Exchange.Select(place => new { place.Place, Modalities = place.Modalities.Select(own => new { own.Name, own.Rows, own.Columns, own.Exchanged }) }),
            Milliseconds = reply.StageLatency.ToDictionary(stage => stage.Stage, stage => stage.Duration.ToTimeSpan().TotalMilliseconds),
            Files = files,
        }, Camel);

    public static string AsText(string id, DenseReply reply, DenseModelInfo model)
    {
        if (reply.Status.Code != 0)
            return $"{id}: {Replies.StatusName(reply.Status.Code)} {reply.Status.Message}";
        double ms = reply.StageLatency.FirstOrDefault(stage => stage.Stage == "total")?.Duration.ToTimeSpan().TotalMilliseconds ?? 0;
        string what = model.Kind == DenseKind.Translation ? model.Target : string.Join(", ", Shares(reply, model).Take(MostClasses)
            .Select(share => string.Create(CultureInfo.InvariantCulture, $"{share.Label} {share.Share:P0}")));
        return string.Create(CultureInfo.InvariantCulture, $"{id}  {reply.Width} x {reply.Height}  {what}  {ms:0} ms");
    }

    /// <summary>Classes that are there, the largest first.</summary>
    private static IEnumerable<(string Label, double Share)> Shares(DenseReply reply, DenseModelInfo model)
    {
        if (model.Kind != DenseKind.Segmentation)
            return [];
        var pixels = new int[model.Labels.Count];
        foreach (byte label in reply.Ensemble.Values.Inline.Span)
            pixels[label]++;
        return pixels.Select((count, label) => (model.Labels[label], Share: (double)count / reply.Ensemble.Values.Inline.Length))
            .Where(share => share.Share > 0).OrderByDescending(share => share.Share);
    }
}
