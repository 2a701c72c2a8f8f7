using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Inception;

/// <summary>Mixed_5b, 5c, 5d: kernels of 1, 5 and twice 3, and a mean.</summary>
internal sealed class WideBlock : nn.Module<Tensor, Tensor>
{
    private readonly BasicConv branch1x1, branch5x5_1, branch5x5_2, branch3x3dbl_1, branch3x3dbl_2, branch3x3dbl_3, branch_pool;

    /// <param name="pooled">channels of the mean; 224 others come out beside them</param>
    public WideBlock(int inputs, int pooled) : base(nameof(WideBlock))
    {
        branch1x1 = new(inputs, 64, 1);
        branch5x5_1 = new(inputs, 48, 1);
        branch5x5_2 = new(48, 64, 5, padding: 2);
        branch3x3dbl_1 = new(inputs, 64, 1);
        branch3x3dbl_2 = new(64, 96, 3, padding: 1);
        branch3x3dbl_3 = new(96, 96, 3, padding: 1);
        branch_pool = new(inputs, pooled, 1);
        RegisterComponents();
    }

    /// <param name="input">[B, inputs, 35, 35]</param>
    /// <returns>[B, 224 + pooled, 35, 35]</returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var five = branch5x5_2.call(branch5x5_1.call(input));
        var three = branch3x3dbl_3.call(branch3x3dbl_2.call(branch3x3dbl_1.call(input)));
        return cat([branch1x1.call(input), five, three, branch_pool.call(Pools.Mean(input))], 1).MoveToOuterDisposeScope();
    }
}
