using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Kernels;
using Fuse3D.Vision.Models.Packed;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.GroupFree;

/// <summary>A prediction head for inference: norms folded, all outputs in one product.</summary>
internal sealed class PackedHead
{
    private readonly GroupFreeConfig _config;
    private readonly HeadLayout _layout;
    private readonly RowMlp _layers;
    private readonly int _centre, _size, _clusters, _residuals;

    /// <param name="name">of the head in the checkpoint, such as "proposal_head"</param>
    public PackedHead(WeightTable weights, string name, GroupFreeConfig config)
    {
        _config = config;
        _layout = new(config);
        FoldedLayer[] outputs = [.. _layout.Layers.Select(layer => FoldedLayer.Of(weights, $"{name}.{layer}"))];
        _layers = new(
            FoldedLayer.Of(weights, $"{name}.conv1", $"{name}.bn1").Pack(Activation.Relu),
            FoldedLayer.Of(weights, $"{name}.conv2", $"{name}.bn2").Pack(Activation.Relu),
            FoldedLayer.Stack(outputs).Pack());
        _centre = _layout["center_residual_head"].First;
        _size = _layout["size_pred_head"].First;
        _clusters = _layout["size_class_head"].First;
        _residuals = _layout["size_residual_head"].First;
    }

    /// <summary>Numbers per candidate.</summary>
    public int Width => _layout.Width;

    /// <param name="features">[rows, C]</param>
    /// <param name="output">[rows, Width]</param>
    public void Run(ReadOnlySpan<float> features, Span<float> output) => _layers.RunHere(features, output);

    /// <summary>The box of one candidate, as the next layer's position embedding reads it.</summary>
    /// <param name="seed">[3]</param>
    /// <param name="output">[Width]</param>
    /// <param name="position">[3]: the centre, or [6]: centre and size</param>
    public void Position(ReadOnlySpan<float> seed, ReadOnlySpan<float> output, Span<float> position)
    {
        for (int axis = 0; axis < 3; axis++)
            position[axis] = seed[axis] + output[_centre + axis];
        if (position.Length == 6)
            Size(output, position[3..]);
    }

    /// <param name="seeds">[Q, 3]</param>
    /// <param name="output">[Q, Width]</param>
    /// <returns>without a batch dimension</returns>
    public HeadOutput ToOutput(float[] seeds, float[] output)
    {
        using var scope = NewDisposeScope();
        long candidates = seeds.Length / 3;
        var raw = tensor(output, [1, candidates, Width]);
        Tensor? Part(string layer)
        {
            var (first, count) = _layout[layer];
            return count == 0 ? null : raw.narrow(-1, first, count).contiguous();
        }

        return HeadOutput.From(
            _config, tensor(seeds, [1, candidates, 3]), Part("objectness_scores_head")!, Part("center_residual_head")!,
            Part("heading_class_head")!, Part("heading_residual_head")!, Part("size_class_head"),
            Part("size_residual_head")?.reshape(1, candidates, _config.SizeClusters, 3), Part("size_pred_head"),
            Part("sem_cls_scores_head")!).WithoutBatch().MoveToOuterDisposeScope();
    }

    private void Size(ReadOnlySpan<float> output, Span<float> size)
    {
        if (_config.ClassAgnosticSize)
        {
            output.Slice(_size, 3).CopyTo(size);
            return;
        }

        ReadOnlySpan<float> scores = output.Slice(_clusters, _config.SizeClusters);
        int best = 0;
        for (int i = 1; i < scores.Length; i++)
            best = scores[i] > scores[best] ? i : best;
        for (int axis = 0; axis < 3; axis++)
        {
            float mean = _config.MeanSizes[best * 3 + axis];
            size[axis] = mean + output[_residuals + best * 3 + axis] * mean;
        }
    }
}
