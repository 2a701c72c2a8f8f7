using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Inception;

/// <summary>Mixed_7a: half the size.</summary>
internal sealed class LongReduction : nn.Module<Tensor, Tensor>
{
    private const int Inputs = 768;

    private readonly BasicConv branch3x3_1, branch3x3_2, branch7x7x3_1, branch7x7x3_2, branch7x7x3_3, branch7x7x3_4;

    public LongReduction() : base(nameof(LongReduction))
    {
        branch3x3_1 = new(Inputs, 192, 1);
        branch3x3_2 = new(192, 320, 3, stride: 2);
        branch7x7x3_1 = new(Inputs, 192, 1);
        branch7x7x3_2 = BasicConv.Row(192, 192, 7);
        branch7x7x3_3 = BasicConv.Column(192, 192, 7);
        branch7x7x3_4 = new(192, 192, 3, stride: 2);
        RegisterComponents();
    }

    /// <param name="input">[B, 768, 17, 17]</param>
    /// <returns>[B, 1280, 8, 8]</returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var three = branch3x3_2.call(branch3x3_1.call(input));
        var seven = branch7x7x3_4.call(branch7x7x3_3.call(branch7x7x3_2.call(branch7x7x3_1.call(input))));
        return cat([three, seven, Pools.Halve(input)], 1).MoveToOuterDisposeScope();
    }
}
