using Fuse3D.Vision.Kernels;
using Fuse3D.Vision.Models.Norms;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.PointNet2;

/// <summary>A set abstraction's shared MLP and its maximum over neighbours, for training on the CPU: one operator with its own gradient.</summary>
/// <remarks>
/// What convolutions, batch norms, ReLUs and a maximum over [B, C, P, K] compute, without their intermediate tensors and transposes.
/// Repeated neighbours are computed once and counted as often as they stand there. Behind the last norm only each centre's largest
/// values are kept: the gradient of all others is linear in the layer's inputs, so it takes their Gram matrix and no rows.
/// Widths are multiples of <see cref="OuterSum.Wide"/>. Positions get no gradient. It works on float32 memory, in mixed precision too.
/// </remarks>
internal sealed class NeighbourMlp : autograd.SingleTensorFunction<NeighbourMlp>
{
    private const string Forward = "forward", Lifted = "lifted";
    private const int FirstLayerTensor = 3, TensorsPerLayer = 3;

    public override string Name => nameof(NeighbourMlp);

    /// <param name="rows">what each centre sees</param>
    /// <param name="lifted">[B N, C0] the features' part of the first layer, or null where there are no features</param>
    /// <param name="weights">of each layer [outputs, inputs]; the first layer's inputs are the places alone</param>
    /// <param name="norms">of each layer; their running statistics follow the batch, or all processes' where they take theirs over these</param>
    /// <returns>[B P, C]</returns>
    public static Tensor Apply(NeighbourRows rows, Tensor? lifted, IReadOnlyList<Tensor> weights, IReadOnlyList<SyncBatchNorm> norms) =>
        apply([rows, norms, lifted is null ? null! : FullPrecision.Input(lifted), .. weights.SelectMany((weight, i) => new object[] { weight, norms[i].Weight, norms[i].Bias })]);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        using IDisposable? full = FullPrecision.Scope((Tensor)vars[FirstLayerTensor]);
        var (rows, norms, lifted) = ((NeighbourRows)vars[0], (IReadOnlyList<SyncBatchNorm>)vars[1], (Tensor?)vars[2]);
        LearnedLayer[] layers =
        [
            .. norms.Select((norm, i) => (norm.SumOverProcesses, At: FirstLayerTensor + TensorsPerLayer * i))
                .Select(layer => new LearnedLayer((Tensor)vars[layer.At], (Tensor)vars[layer.At + 1], (Tensor)vars[layer.At + 2], layer.SumOverProcesses)),
        ];
        var pass = new NeighbourForward(rows, layers);
        var (activations, output) = pass.Run(lifted, norms);
        ctx.save_for_backward([.. activations, output]);
        ctx.save_data(Forward, pass);
        ctx.save_data(Lifted, lifted is not null);
        return output;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using IDisposable? full = FullPrecision.Scope(grad_output);
        var forward = (NeighbourForward)ctx.get_data(Forward);
        List<Tensor> saved = ctx.get_saved_variables();
        var pass = new NeighbourBackward(forward, saved[..^1], saved[^1]);
        return [null!, null!, .. pass.Run(grad_output.contiguous(), (bool)ctx.get_data(Lifted))];
    }
}
