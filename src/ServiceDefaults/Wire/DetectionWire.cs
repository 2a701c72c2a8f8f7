using Fuse3D.V1;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Models.GroupFree.Decoding;
using Detection3D = Fuse3D.V1.Detection3D;

namespace Fuse3D.ServiceDefaults.Wire;

/// <summary>Boxes as the contract has them: centre, full size and right-handed turn in the request's frame; pixels of the request's picture.</summary>
public static class DetectionWire
{
    /// <summary>The boxes that are reported: above a score, best first.</summary>
    public static DecodedBox[] Select(IEnumerable<DecodedBox> boxes, float threshold, uint limit) =>
        [.. Best(boxes, box => (float)box.ScoreOf(box.Class), threshold, limit)];

    /// <param name="pointsFromNetwork">null: the request's frame has network axes</param>
    public static Detection3D ToWire(DecodedBox decoded, IReadOnlyList<string> labels, Transform3D? pointsFromNetwork, DetectionSource source)
    {
        Box3D box = decoded.Box;
        Point3D centre = pointsFromNetwork?.Apply(box.Centre) ?? box.Centre;
        var detection = new Detection3D
        {
            Label = labels[decoded.Class],
            ClassId = decoded.Class,
            Score = (float)decoded.ScoreOf(decoded.Class),
            Source = source,
            Box = new()
            {
                Center = new() { Position = ToWire(centre), Orientation = Turn(box.Yaw, pointsFromNetwork) },
                Size = new() { X = Math.Abs(box.Size.X), Y = Math.Abs(box.Size.Y), Z = Math.Abs(box.Size.Z) },
            },
        };
        detection.Scores.AddRange(Enumerable.Range(0, labels.Count).Select(label => (float)decoded.ScoreOf(label)));
        return detection;
    }

    /// <summary>The 2D heads' boxes above a score, best first through all views.</summary>
    /// <param name="sizes">width and height of each picture as it came</param>
    public static IEnumerable<Detection2D> ToWire(
        Vision.Fusion.ImageHeads heads, IReadOnlyList<(int Width, int Height)> sizes, IReadOnlyList<string> labels, float threshold, uint limit)
    {
        float[] logits = heads.Logits.contiguous().data<float>().ToArray(), boxes = heads.Boxes.contiguous().data<float>().ToArray();
        int queries = (int)heads.Logits.shape[1], classes = (int)heads.Logits.shape[2];
        List<Detection2D> found = new(sizes.Count * queries);
        for (int row = 0; row < sizes.Count * queries; row++)
        {
            int view = row / queries;
            found.Add(ToWire(logits.AsSpan(row * classes, classes), boxes.AsSpan(row * 4, 4), labels, view, sizes[view].Width, sizes[view].Height));
        }

        return Best(found, detection => detection.Score, threshold, limit);
    }

    public static IEnumerable<T> Best<T>(IEnumerable<T> detections, Func<T, float> score, float threshold, uint limit)
    {
        var best = detections.Where(detection => score(detection) >= threshold).OrderByDescending(score);   // a stable sort
        return limit == 0 ? best : best.Take((int)Math.Min(limit, int.MaxValue));
    }

    private static Detection2D ToWire(
        ReadOnlySpan<float> logits, ReadOnlySpan<float> box, IReadOnlyList<string> labels, int view, int width, int height)
    {
        float[] scores = Softmax(logits)[..labels.Count];
        int best = Array.IndexOf(scores, scores.Max());
        var detection = new Detection2D
        {
            Label = labels[best],
            ClassId = best,
            Score = scores[best],
            View = view,
            Source = DetectionSource.Image,
            // The network counts from the picture's edge, pixels count from the centre of the first.
            Box = new() { CenterX = box[0] * (double)width - 0.5, CenterY = box[1] * (double)height - 0.5, Width = box[2] * (double)width, Height = box[3] * (double)height },
        };
        detection.Scores.AddRange(scores);
        return detection;
    }

    private static float[] Softmax(ReadOnlySpan<float> logits)
    {
        float highest = float.NegativeInfinity;
        foreach (float logit in logits)
            highest = Math.Max(highest, logit);
        float[] shares = new float[logits.Length];
        for (int i = 0; i < shares.Length; i++)
            shares[i] = MathF.Exp(logits[i] - highest);
        float sum = shares.Sum();
        return [.. shares.Select(share => share / sum)];
    }

    private static Vector3 ToWire(Point3D point) => new() { X = point.X, Y = point.Y, Z = point.Z };

    private static Quaternion Turn(double yaw, Transform3D? pointsFromNetwork)
    {
        (double sin, double cos) = Math.SinCos(yaw);
        Transform3D turn = Transform3D.FromLinear([cos, -sin, 0, sin, cos, 0, 0, 0, 1]);
        return pointsFromNetwork is null
            ? new() { Z = Math.Sin(yaw / 2), W = Math.Cos(yaw / 2) }
            : ToQuaternion(pointsFromNetwork.After(turn));
    }

    // Through the largest of the four, so that nothing is divided by a small number.
    private static Quaternion ToQuaternion(Transform3D m)
    {
        double trace = m[0, 0] + m[1, 1] + m[2, 2];
        double[] squares = [1 + trace, 1 + 2 * m[0, 0] - trace, 1 + 2 * m[1, 1] - trace, 1 + 2 * m[2, 2] - trace];
        int largest = Array.IndexOf(squares, squares.Max());
        double r = Math.Sqrt(squares[largest]) / 2, s = 1 / (4 * r);
        double x = (m[2, 1] - m[1, 2]) * s, y = (m[0, 2] - m[2, 0]) * s, z = (m[1, 0] - m[0, 1]) * s;
        double xy = (m[1, 0] + m[0, 1]) * s, xz = (m[0, 2] + m[2, 0]) * s, yz = (m[2, 1] + m[1, 2]) * s;
        return largest switch
        {
            0 => new() { W = r, X = x, Y = y, Z = z },
            1 => new() { W = x, X = r, Y = xy, Z = xz },
            2 => new() { W = y, X = xy, Y = r, Z = yz },
            _ => new() { W = z, X = xz, Y = yz, Z = r },
        };
    }
}
