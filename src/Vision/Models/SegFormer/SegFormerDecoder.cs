using Fuse3D.Vision.Models.Modalities;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.SegFormer;

/// <summary>One linear layer on every place of a map.</summary>
public sealed class MapProjection : nn.Module<Tensor, Tensor>
{
    private readonly Linear proj;

    public MapProjection(int inputs, int outputs) : base(nameof(MapProjection))
    {
        proj = nn.Linear(inputs, outputs);
        RegisterComponents();
    }

    /// <summary>[D, C] and [D].</summary>
    internal (Tensor Weight, Tensor Bias) Parameters => (proj.weight, proj.bias!);

    /// <param name="map">[B, C, H, W]</param>
    /// <returns>[B, D, H, W]</returns>
    public override Tensor forward(Tensor map)
    {
        using var scope = NewDisposeScope();
        return proj.call(map.permute(0, 2, 3, 1)).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }
}

/// <summary>A 1x1 convolution without bias, batch norm, ReLU.</summary>
public sealed class FusingConvolution : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d conv;
    private readonly BatchNorm2d bn;
    private readonly bool _frozen;

    /// <param name="frozen">whether the norm keeps its running statistics while training</param>
    public FusingConvolution(int inputs, int outputs, bool frozen) : base(nameof(FusingConvolution))
    {
        _frozen = frozen;
        conv = nn.Conv2d(inputs, outputs, 1, bias: false);
        bn = nn.BatchNorm2d(outputs);
        nn.init.kaiming_normal_(conv.weight, 0, nn.init.FanInOut.FanOut, nn.init.NonlinearityType.ReLU);
        RegisterComponents();
        train();
    }

    public override void train(bool train = true)
    {
        base.train(train);
        if (_frozen)
            bn.eval();
    }

    /// <summary>The convolution with its norm's running statistics: weight [outputs, inputs, 1, 1] and bias [outputs].</summary>
    internal FoldedWeights Folded() => FoldedWeights.Of(conv, bn);

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return nn.functional.relu(bn.call(conv.call(input))).MoveToOuterDisposeScope();
    }
}

/// <summary>Makes classes of the maps of all stages; every modality passes the same layers.</summary>
/// <remarks>B samples, D channels of the decoder. Field names are the checkpoint's keys.</remarks>
public sealed class SegFormerDecoder : nn.Module<Tensor[], Tensor>, IPreparesInference
{
    private readonly MapProjection linear_c4, linear_c3, linear_c2, linear_c1;
    private readonly FusingConvolution linear_fuse;
    private readonly Dropout2d dropout;
    private readonly Conv2d linear_pred;
    private FoldedProjections? _folded;

    public SegFormerDecoder(SegFormerConfig config) : base(nameof(SegFormerDecoder))
    {
        linear_c4 = new(config.Widths[3], config.DecoderWidth);
        linear_c3 = new(config.Widths[2], config.DecoderWidth);
        linear_c2 = new(config.Widths[1], config.DecoderWidth);
        linear_c1 = new(config.Widths[0], config.DecoderWidth);
        linear_fuse = new(4 * config.DecoderWidth, config.DecoderWidth, config.FrozenBatchNorm);
        dropout = nn.Dropout2d(config.Dropout);
        linear_pred = nn.Conv2d(config.DecoderWidth, config.Classes, 1);
        RegisterComponents();
    }

    /// <param name="levels">[B, C, h, w] of each stage, the largest first</param>
    /// <returns>[B, classes, h, w] of the first stage's size</returns>
    public override Tensor forward(Tensor[] levels)
    {
        using var scope = NewDisposeScope();
        if (!training && _folded is not null)
            return linear_pred.call(_folded.Run(levels)).MoveToOuterDisposeScope();
        long[] size = levels[0].shape[2..];
        var c4 = Resized(linear_c4.call(levels[3]), size);
        var c3 = Resized(linear_c3.call(levels[2]), size);
        var c2 = Resized(linear_c2.call(levels[1]), size);
        var fused = linear_fuse.call(cat([c4, c3, c2, linear_c1.call(levels[0])], 1));       // [B, D, h, w]
        return linear_pred.call(dropout.call(fused)).MoveToOuterDisposeScope();
    }

    void IPreparesInference.PrepareInference()
    {
        _folded?.Dispose();
        _folded = FoldedProjections.Of(linear_fuse, [linear_c1, linear_c2, linear_c3, linear_c4]);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _folded?.Dispose();
        base.Dispose(disposing);
    }

    internal static Tensor Resized(Tensor map, long[] size) =>
        nn.functional.interpolate(map, size, mode: InterpolationMode.Bilinear, align_corners: false);
}
