using Fuse3D.Vision.Kernels;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Yolos;

/// <summary>Self-attention for training on the CPU: a few query rows at a time, whose scores are made again for the gradient.</summary>
/// <remarks>
/// Scores of all pairs of 1,586 tokens take 30 MB in each block; here they never leave the cache for long and none are kept.
/// In mixed precision it computes in float32. B pictures, S tokens, h heads of E channels.
/// </remarks>
internal sealed class TiledSelfAttention : autograd.SingleTensorFunction<TiledSelfAttention>
{
    /// <summary>Query rows whose scores exist at a time.</summary>
    public const int Rows = 256;

    public override string Name => nameof(TiledSelfAttention);

    /// <param name="q">[B h, S, E] already scaled</param>
    /// <param name="k">[B h, S, E]</param>
    /// <param name="v">[B h, S, E]</param>
    /// <returns>[B h, S, E]</returns>
    public static Tensor Apply(Tensor q, Tensor k, Tensor v) => apply(FullPrecision.Input(q), FullPrecision.Input(k), FullPrecision.Input(v));

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (q, k, v) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2]);
        using IDisposable? full = FullPrecision.Scope(q);
        Tensor output = empty_like(q);
        ForTiles(q.shape[1], (first, rows) => output.narrow(1, first, rows).copy_(Weights(q, k, first, rows).bmm(v)));
        ctx.save_for_backward([q, k, v, output]);
        return output;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using IDisposable? full = FullPrecision.Scope(grad_output);
        List<Tensor> saved = ctx.get_saved_variables();
        var (q, k, v, output) = (saved[0], saved[1], saved[2], saved[3]);
        Tensor ofQ = empty_like(q), ofK = zeros_like(k), ofV = zeros_like(v);
        var along = (grad_output * output).sum(-1, keepdim: true);                          // [B h, S, 1]
        ForTiles(q.shape[1], (first, rows) =>
        {
            var weights = Weights(q, k, first, rows);                                       // [B h, rows, S]
            var given = grad_output.narrow(1, first, rows);
            ofV.add_(weights.transpose(1, 2).bmm(given));
            var ofScores = given.bmm(v.transpose(1, 2)).sub_(along.narrow(1, first, rows)).mul_(weights);
            ofQ.narrow(1, first, rows).copy_(ofScores.bmm(k));
            ofK.add_(ofScores.transpose(1, 2).bmm(q.narrow(1, first, rows)));
        });
        return [ofQ, ofK, ofV];
    }

    private static Tensor Weights(Tensor q, Tensor k, long first, long rows) => q.narrow(1, first, rows).bmm(k.transpose(1, 2)).softmax(-1);

    private static void ForTiles(long tokens, Action<long, long> body)
    {
        for (long first = 0; first < tokens; first += Rows)
        {
            using var scope = NewDisposeScope();
            body(first, Math.Min(Rows, tokens - first));
        }
    }
}
