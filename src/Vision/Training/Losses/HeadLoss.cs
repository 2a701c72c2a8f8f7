using static TorchSharp.torch;

namespace Fuse3D.Vision.Training.Losses;

/// <summary>The losses of one prediction head: objectness of every candidate, box and class of those on an object.</summary>
/// <remarks>B clouds, Q candidates, H heading bins, S size clusters.</remarks>
internal sealed class HeadLoss(GroupFreeLossOptions options, CandidateTargets targets, LossTerms terms)
{
    private const double ClassificationWeight = 0.1;        // of heading bins and size clusters within the box loss

    /// <param name="prefix">of the head's outputs, such as "last_"</param>
    public (Tensor Objectness, Tensor Box, Tensor Class) Compute(IReadOnlyDictionary<string, Tensor> outputs, string prefix)
    {
        Tensor Output(string name) => outputs[prefix + name];
        Tensor Term(string name, Tensor loss) => terms.Add($"{prefix}{name}_loss", loss);

        var ratio = targets.Positive.mean();
        terms.Add(prefix + "pos_ratio", ratio);
        terms.Add(prefix + "neg_ratio", 1 - ratio);
        var objectness = ElementLoss.Focal(Output("objectness_scores").squeeze(-1), targets.Positive).mean();

        var centre = Term("center", Centre(Output("center")));
        var headingClass = Term("heading_cls", targets.Mean(ElementLoss.CrossEntropy(Output("heading_scores"), targets.HeadingClass)));
        var heading = Term("heading_reg", Heading(Output("heading_residuals_normalized")));
        var box = centre + headingClass * ClassificationWeight + heading;
        if (outputs.TryGetValue(prefix + "size_scores", out Tensor? clusters))
        {
            var sizeClass = Term("size_cls", targets.Mean(ElementLoss.CrossEntropy(clusters, targets.SizeClass)));
            box = box + sizeClass * ClassificationWeight + Term("size_reg", SizeResidual(Output("size_residuals_normalized")));
        }
        else
        {
            box = box + Term("size_reg", Size(Output("pred_size")));
        }

        var classes = targets.Mean(ElementLoss.CrossEntropy(Output("sem_cls_scores"), targets.Class));
        return (Term("objectness", objectness), Term("box", box), Term("sem_cls", classes));
    }

    // The only distance that the published code does not multiply by its delta.
    private Tensor Centre(Tensor centre) => targets.Mean(ElementLoss.Of(options.Centre, centre, targets.Centre, options.CentreDelta));

    private Tensor Heading(Tensor residuals)
    {
        using var scope = NewDisposeScope();
        long bins = residuals.shape[2];
        var actual = residuals.gather(2, targets.HeadingClass.unsqueeze(-1)).squeeze(-1);               // [B, Q]
        var expected = targets.HeadingResidual / (Math.PI / bins);
        return targets.Mean(ElementLoss.Scaled(options.Heading, actual, expected, options.HeadingDelta)).MoveToOuterDisposeScope();
    }

    private Tensor Size(Tensor size) => targets.Mean(ElementLoss.Scaled(options.Size, size, targets.SizeGts, options.SizeDelta));

    private Tensor SizeResidual(Tensor residuals)
    {
        using var scope = NewDisposeScope();
        long clusters = residuals.shape[2];
        if (options.MeanSizes.Count != 3 * clusters)
            throw new ArgumentException($"the loss has {options.MeanSizes.Count / 3} mean sizes, the network {clusters} size clusters");
        var cluster = targets.SizeClass.unsqueeze(-1).unsqueeze(-1).expand(-1, -1, 1, 3);
        var actual = residuals.gather(2, cluster).squeeze(2);                                           // [B, Q, 3]
        var means = tensor(options.MeanSizes.ToArray(), [1, 1, clusters, 3], device: residuals.device)
            .expand(residuals.shape[0], residuals.shape[1], -1, -1).gather(2, cluster).squeeze(2);
        return targets.Mean(ElementLoss.Scaled(options.Size, actual, targets.SizeResidual / means, options.SizeDelta)).MoveToOuterDisposeScope();
    }
}
