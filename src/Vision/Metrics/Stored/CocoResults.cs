using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Data.Pictures;
using Fuse3D.Vision.Metrics.Pictures;

namespace Fuse3D.Vision.Metrics.Stored;

/// <summary>Detections in COCO's results format: a list of image_id, category_id, bbox [x, y, width, height] and score.</summary>
public static class CocoResults
{
    private sealed record Result(
        [property: JsonPropertyName("image_id")] long Picture, [property: JsonPropertyName("category_id")] long Category,
        [property: JsonPropertyName("bbox")] double[] Box, double Score);

    /// <summary>Holds results against an annotation file; every picture of that counts, with or without results.</summary>
    /// <param name="results">path; results of categories that the annotations do not list are passed over, as COCO's program does</param>
    /// <param name="annotations">path of an instances_*.json</param>
    /// <exception cref="InvalidInputException">a file that is not of its form, or results of other pictures</exception>
    public static PictureFigures Score(string results, string annotations)
    {
        CocoAnnotations truth = CocoAnnotations.Read(annotations,
            problem => throw new InvalidInputException($"{annotations}: {problem}", annotations));
        long[] categories = [.. truth.Categories.Keys.Order()];
        ILookup<long, Result> found = Read(results).ToLookup(r => r.Picture);
        if (found.FirstOrDefault(own => !truth.Pictures.ContainsKey(own.Key)) is { } stranger)
            throw new InvalidInputException($"{results} has detections of image {stranger.Key}, unknown to {annotations}", results);
        var evaluator = new PictureEvaluator(new() { Classes = [.. categories.Select(c => truth.Categories[c])] });
        foreach (CocoPicture picture in truth.Pictures.Values)
        {
            var detections = from r in found[picture.Id]
                             where truth.Categories.ContainsKey(r.Category)
                             select new PictureDetection(Array.BinarySearch(categories, r.Category), r.Score, Edges(r));
            var objects = from o in picture.Objects
                          select new PictureTruth(Array.BinarySearch(categories, o.Category), o.Box, o.Area, o.Crowd);
            evaluator.Add(string.Create(CultureInfo.InvariantCulture, $"{picture.Id}"), [.. detections], [.. objects]);
        }

        return evaluator.Evaluate();
    }

    private static List<Result> Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            List<Result> read = JsonSerializer.Deserialize<List<Result>>(file, MetricsJson.Options) ?? [];
            int bad = read.FindIndex(r => r is not { Box.Length: 4 });
            return bad < 0 ? read : throw new InvalidInputException($"{path}: result {bad} has no bbox of 4 numbers", path);
        }
        catch (JsonException e)
        {
            throw new InvalidInputException($"{path} is not a list of COCO results: {e.Message}", path, e);
        }
    }

    private static PictureBox Edges(Result result) =>
        new(result.Box[0], result.Box[1], result.Box[0] + result.Box[2], result.Box[1] + result.Box[3]);
}
