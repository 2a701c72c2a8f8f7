using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Inception;

/// <summary>Mixed_7b and 7c: branches that end in a row kernel and a column kernel side by side.</summary>
internal sealed class ForkedBlock : nn.Module<Tensor, Tensor>
{
    private readonly BasicConv branch1x1, branch3x3_1, branch3x3_2a, branch3x3_2b, branch3x3dbl_1, branch3x3dbl_2, branch3x3dbl_3a,
        branch3x3dbl_3b, branch_pool;
    private readonly bool _poolsMaxima;

    /// <param name="poolsMaxima">the last branch takes maxima, as Mixed_7c of these weights does, not means</param>
    public ForkedBlock(int inputs, bool poolsMaxima) : base(nameof(ForkedBlock))
    {
        _poolsMaxima = poolsMaxima;
        branch1x1 = new(inputs, 320, 1);
        branch3x3_1 = new(inputs, 384, 1);
        branch3x3_2a = BasicConv.Row(384, 384, 3);
        branch3x3_2b = BasicConv.Column(384, 384, 3);
        branch3x3dbl_1 = new(inputs, 448, 1);
        branch3x3dbl_2 = new(448, 384, 3, padding: 1);
        branch3x3dbl_3a = BasicConv.Row(384, 384, 3);
        branch3x3dbl_3b = BasicConv.Column(384, 384, 3);
        branch_pool = new(inputs, 192, 1);
        RegisterComponents();
    }

    /// <param name="input">[B, inputs, 8, 8]</param>
    /// <returns>[B, 2048, 8, 8]</returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var once = branch3x3_1.call(input);
        var twice = branch3x3dbl_2.call(branch3x3dbl_1.call(input));
        var pooled = branch_pool.call(_poolsMaxima ? Pools.Max(input) : Pools.Mean(input));
        return cat(
            [
                branch1x1.call(input), branch3x3_2a.call(once), branch3x3_2b.call(once),
                branch3x3dbl_3a.call(twice), branch3x3dbl_3b.call(twice), pooled,
            ], 1).MoveToOuterDisposeScope();
    }
}
