using Fuse3D.Vision.Data;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Models.GroupFree.Decoding;

/// <summary>Turns the raw outputs of a head into boxes and detections.</summary>
public sealed class BoxDecoder(ObjectClasses classes, DecodeOptions options)
{
    /// <summary>The candidates that survive empty-box removal, suppression and the objectness limit, by ascending index.</summary>
    /// <remarks>Candidates with a number that is not finite are dropped first: nothing can be said about them.</remarks>
    /// <param name="head">one scene</param>
    /// <param name="xyz">[N, 3] the scene's points in network axes; read only to remove empty boxes</param>
    public DecodedBox[] Decode(HeadOutputs head, ReadOnlySpan<float> xyz)
    {
        DecodedBox[] boxes = DecodeAll(head);
        if (options.RemoveEmptyBoxes)
        {
            var points = new PointsInBoxes(xyz);
            boxes = [.. boxes.Where(b => points.HasAtLeast(b.Box, options.FewestPoints))];
        }

        if (options.Suppression is not null)
        {
            int[] kept = options.Suppression.Keep(
                [.. boxes.Select(b => b.Box.Extents())], [.. boxes.Select(b => b.Objectness)], [.. boxes.Select(b => b.Class)]);
            boxes = [.. kept.Select(i => boxes[i])];
        }

        return [.. boxes.Where(b => b.Objectness > options.MinObjectness)];
    }

    /// <summary>Boxes as detections: class by class with all their scores, or each once.</summary>
    public Detection3D[] ToDetections(IReadOnlyList<DecodedBox> boxes) => options.PerClassProposals
        ? [.. from c in Enumerable.Range(0, classes.Names.Count)
              from b in boxes
              select new Detection3D(b.Box, c, b.ScoreOf(c), b.Candidate)]
        : [.. from b in boxes select new Detection3D(b.Box, b.Class, b.Objectness, b.Candidate)];

    /// <summary>Every finite candidate as a box, before anything is removed.</summary>
    public DecodedBox[] DecodeAll(HeadOutputs head)
    {
        head.Check();
        if (head.Count > 0 && head.Width(head.SemanticScores) != classes.Names.Count)
            throw new ArgumentException(
                $"a head with {head.Width(head.SemanticScores)} classes cannot be decoded as {classes.Name}", nameof(head));
        var boxes = new List<DecodedBox>(head.Count);
        for (int q = 0; q < head.Count; q++)
        {
            var box = Box3D.FromHeading(At(head.Centres, q), Size(head, q), Heading(head, q));
            double objectness = 1 / (1 + Math.Exp(-head.Objectness[q]));
            double[] probabilities = Softmax(Row(head.SemanticScores, q, classes.Names.Count));
            if (box.Centre.IsFinite && box.Size.IsFinite && double.IsFinite(box.Yaw) && double.IsFinite(objectness + probabilities.Sum()))
                boxes.Add(new DecodedBox(q, box, objectness, probabilities, ArgMax(Row(head.SemanticScores, q, classes.Names.Count))));
        }

        return [.. boxes];
    }

    // Bin centre and residual, in (-pi, pi] up to the residual; data sets with one bin have no headings at all.
    private static double Heading(HeadOutputs head, int q)
    {
        int bins = head.Width(head.HeadingScores);
        if (bins == 1)
            return 0;
        int bin = ArgMax(Row(head.HeadingScores, q, bins));
        return HeadingBins.Heading(bin, head.HeadingResiduals[q * bins + bin], bins);
    }

    private Point3D Size(HeadOutputs head, int q)
    {
        if (head.Sizes is not null)
            return At(head.Sizes, q);
        int clusters = head.Width(head.SizeScores!);
        if (clusters != classes.MeanSizes.Count)
            throw new ArgumentException($"a head with {clusters} size clusters cannot be decoded as {classes.Name}", nameof(head));
        int cluster = ArgMax(Row(head.SizeScores!, q, clusters));
        return classes.MeanSizes[cluster] + At(head.SizeResiduals!, q * clusters + cluster);
    }

    private static Point3D At(float[] xyz, int i) => new(xyz[3 * i], xyz[3 * i + 1], xyz[3 * i + 2]);

    private static ReadOnlySpan<float> Row(float[] values, int row, int width) => values.AsSpan(row * width, width);

    private static int ArgMax(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
            best = values[i] > values[best] ? i : best;
        return best;
    }

    private static double[] Softmax(ReadOnlySpan<float> logits)
    {
        double highest = logits[ArgMax(logits)], sum = 0;
        var shares = new double[logits.Length];
        for (int i = 0; i < shares.Length; i++)
            sum += shares[i] = Math.Exp(logits[i] - highest);
        for (int i = 0; i < shares.Length; i++)
            shares[i] /= sum;
        return shares;
    }
}
