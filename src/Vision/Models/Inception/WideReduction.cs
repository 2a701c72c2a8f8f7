using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Inception;

/// <summary>Mixed_6a: half the size.</summary>
internal sealed class WideReduction : nn.Module<Tensor, Tensor>
{
    private readonly BasicConv branch3x3, branch3x3dbl_1, branch3x3dbl_2, branch3x3dbl_3;

    public WideReduction(int inputs) : base(nameof(WideReduction))
    {
        branch3x3 = new(inputs, 384, 3, stride: 2);
        branch3x3dbl_1 = new(inputs, 64, 1);
        branch3x3dbl_2 = new(64, 96, 3, padding: 1);
        branch3x3dbl_3 = new(96, 96, 3, stride: 2);
        RegisterComponents();
    }

    /// <param name="input">[B, inputs, 35, 35]</param>
    /// <returns>[B, 480 + inputs, 17, 17]</returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var twice = branch3x3dbl_3.call(branch3x3dbl_2.call(branch3x3dbl_1.call(input)));
        return cat([branch3x3.call(input), twice, Pools.Halve(input)], 1).MoveToOuterDisposeScope();
    }
}
