using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Inception;

/// <summary>Mixed_6b to 6e: kernels of one row and one column of 7, once and twice, and a mean.</summary>
internal sealed class LongBlock : nn.Module<Tensor, Tensor>
{
    private const int Inputs = 768, Outputs = 192;

    private readonly BasicConv branch1x1, branch7x7_1, branch7x7_2, branch7x7_3, branch7x7dbl_1, branch7x7dbl_2, branch7x7dbl_3,
        branch7x7dbl_4, branch7x7dbl_5, branch_pool;

    /// <param name="width">channels between the long kernels</param>
    public LongBlock(int width) : base(nameof(LongBlock))
    {
        branch1x1 = new(Inputs, Outputs, 1);
        branch7x7_1 = new(Inputs, width, 1);
        branch7x7_2 = BasicConv.Row(width, width, 7);
        branch7x7_3 = BasicConv.Column(width, Outputs, 7);
        branch7x7dbl_1 = new(Inputs, width, 1);
        branch7x7dbl_2 = BasicConv.Column(width, width, 7);
        branch7x7dbl_3 = BasicConv.Row(width, width, 7);
        branch7x7dbl_4 = BasicConv.Column(width, width, 7);
        branch7x7dbl_5 = BasicConv.Row(width, Outputs, 7);
        branch_pool = new(Inputs, Outputs, 1);
        RegisterComponents();
    }

    /// <param name="input">[B, 768, 17, 17]</param>
    /// <returns>[B, 768, 17, 17]</returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var once = branch7x7_3.call(branch7x7_2.call(branch7x7_1.call(input)));
        var twice = branch7x7dbl_3.call(branch7x7dbl_2.call(branch7x7dbl_1.call(input)));
        twice = branch7x7dbl_5.call(branch7x7dbl_4.call(twice));
        return cat([branch1x1.call(input), once, twice, branch_pool.call(Pools.Mean(input))], 1).MoveToOuterDisposeScope();
    }
}
