using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Norms;

/// <summary>A batch norm in training whose mean and variance are those of all processes' samples, and so is their part of the gradient.</summary>
/// <remarks>
/// C channels. The gradient of the input is that of all processes' losses together; those of weight and bias are this process's share,
/// which the averaging of gradients completes.
/// </remarks>
internal sealed class JoinedNorm : autograd.SingleTensorFunction<JoinedNorm>
{
    private const string Sum = "sum", Count = "count";

    public override string Name => nameof(JoinedNorm);

    /// <param name="input">[B, C, ...]</param>
    /// <param name="norm">whose running statistics follow the joined batch</param>
    /// <param name="sumOverProcesses">see <see cref="SyncBatchNorm.SumOverProcesses"/></param>
    public static Tensor Apply(Tensor input, SyncBatchNorm norm, Action<Tensor> sumOverProcesses) =>
        apply(input, norm.Weight, norm.Bias, norm, sumOverProcesses);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        using var scope = NewDisposeScope();
        var (input, weight, bias) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2]);
        var (norm, sum) = ((SyncBatchNorm)vars[3], (Action<Tensor>)vars[4]);
        var x = input.to(weight.dtype);
        var ownMean = Mean(x);                                                                      // [C]
        var away = x - Channels(ownMean, x);
        JoinedMoments joined = JoinedMoments.Of(ownMean, Mean(away * away), Rows(x), sum);
        var (mean, variance) = (joined.Mean.to(x.dtype), joined.Variance.to(x.dtype));              // [C]
        norm.Follow(mean, variance, joined.Count);
        ctx.save_for_backward([x, weight, mean, variance.add(SyncBatchNorm.Epsilon).rsqrt()]);
        ctx.save_data(Sum, sum);
        ctx.save_data(Count, joined.Count);
        return nn.functional.batch_norm(x, mean, variance, weight, bias, training: false, eps: SyncBatchNorm.Epsilon)
            .to(input.dtype).MoveToOuterDisposeScope();
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        List<Tensor> saved = ctx.get_saved_variables();
        var (x, weight, mean, inverse) = (saved[0], saved[1], saved[2], saved[3]);
        var gradient = grad_output.to(x.dtype);
        var away = (x - Channels(mean, x)).mul_(Channels(inverse, x));                              // the norm before weight and bias
        var ofBias = Mean(gradient) * Rows(x);                                                      // [C]
        var ofWeight = Mean(gradient * away) * Rows(x);

        var message = cat([ofBias, ofWeight]).to(ScalarType.Float64);
        ((Action<Tensor>)ctx.get_data(Sum))(message);
        message.div_((double)ctx.get_data(Count));
        var (shared, along) = (message.narrow(0, 0, mean.numel()), message.narrow(0, mean.numel(), mean.numel()));
        var ofInput = away.mul_(Channels(along, x)).add_(Channels(shared, x)).sub_(gradient).mul_(Channels((weight * inverse).neg(), x));
        return [ofInput, ofWeight, ofBias, null!, null!];
    }

    // Samples of each channel.
    private static double Rows(Tensor x) => x.numel() / (double)x.shape[1];

    // Over all but the channels: [C].
    private static Tensor Mean(Tensor x) => x.mean([.. Enumerable.Range(0, (int)x.dim()).Where(axis => axis != 1).Select(axis => (long)axis)]);

    // [C] to [1, C, 1, ...], to be spread over x.
    private static Tensor Channels(Tensor values, Tensor x) => values.to(x.dtype).view([1, -1, .. Enumerable.Repeat(1L, (int)x.dim() - 2)]);
}
