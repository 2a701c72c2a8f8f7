using System.Globalization;

namespace Fuse3D.Vision.Checkpoints;

/// <summary>What the numbers of a model description may be, so that a wrong one is named and does not become an index out of range.</summary>
internal static class ModelDescriptionRules
{
    /// <exception cref="InvalidInputException">names the key, what it holds and what is allowed</exception>
    public static void Check(ModelDescription model, string path)
    {
        Within(path, "points", model.Points, 1, 1_000_000);
        if (model.ScoreThreshold is not (>= 0 and <= 1))
            throw Wrong(path, $"score_threshold is {model.ScoreThreshold}; it may be 0 to 1");
        if (model.GroupFree is { } points)
            Check(points, path);
        if (model.Yolos is { } image)
            Check(image, path);
        if (model.Exchange is { Share: not (>= 0 and <= 1) } exchange)
            throw Wrong(path, string.Create(CultureInfo.InvariantCulture, $"exchange.share is {exchange.Share}; it may be 0 to 1"));
    }

    private static void Check(GroupFreeDescription points, string path)
    {
        if (points.StagePoints.Count != 4 || points.StagePoints.Any(count => count < 1) || !points.StagePoints.SequenceEqual(points.StagePoints.OrderDescending()))
            throw Wrong(path, $"stage_points are {string.Join(", ", points.StagePoints)}; four falling numbers of points are wanted");
        Within(path, "decoder_layers", points.DecoderLayers, 1, 64);
        Within(path, "candidates", points.Candidates, 1, points.StagePoints[1]);
        Within(path, "heading_bins", points.HeadingBins, 1, 360);
        Within(path, "point_features", points.PointFeatures, 0, 4);
        if (points.Width is not (>= 0.125 and <= 16) || points.Width % 0.125 != 0)
            throw Wrong(path, string.Create(CultureInfo.InvariantCulture, $"width is {points.Width}; it may be 0.125 to 16, in steps of 0.125"));
        Within(path, "feed_forward", points.FeedForward, 1, 65_536);
        Divides(path, "heads", points.Heads, "channels", points.Channels);
    }

    private static void Check(YolosDescription image, string path)
    {
        Within(path, "short_side", image.ShortSide, 16, 4_096);
        Within(path, "blocks", image.Blocks ?? 1, 1, 64);
        Within(path, "detection_tokens", image.DetectionTokens ?? 1, 1, 10_000);
        if (image.Heads is { } heads && image.Width is { } width)
            Divides(path, "heads", heads, "width", width);
        else if (image.Heads is not null || image.Width is not null)
            throw Wrong(path, "yolos: heads and width go together");
    }

    private static void Within(string path, string key, int value, int least, int most)
    {
        if (value < least || value > most)
            throw Wrong(path, $"{key} is {value}; it may be {least} to {most}");
    }

    private static void Divides(string path, string key, int value, string whole, int total)
    {
        if (value < 1 || total < 1 || total % value != 0)
            throw Wrong(path, $"{key} is {value}; it must divide {whole}, which is {total}");
    }

    private static InvalidInputException Wrong(string path, string message) => new($"{path}: {message}", "model");
}
