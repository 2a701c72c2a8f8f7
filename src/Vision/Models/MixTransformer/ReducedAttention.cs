using Fuse3D.Vision.Models.Modalities;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.MixTransformer;

/// <summary>Self-attention whose keys and values come from a smaller map: each modality looks at itself through shared layers.</summary>
/// <remarks>B samples, N tokens, R reduced tokens, C channels, h heads. Field names are the checkpoint's keys.</remarks>
public sealed class ReducedAttention : nn.Module<TokenGrid, Tensor[]>, IPreparesInference
{
    private readonly ModalLayer q, kv, proj;
    private readonly ModalLayer? sr, norm;
    private readonly int _heads;
    private bool _isPrepared;

    public ReducedAttention(MixFamily family, BlockShape shape) : base(nameof(ReducedAttention))
    {
        _heads = shape.Heads;
        q = ModalLayer.Shared(nn.Linear(shape.Width, shape.Width));
        kv = ModalLayer.Shared(nn.Linear(shape.Width, 2 * shape.Width));
        proj = ModalLayer.Shared(nn.Linear(shape.Width, shape.Width));
        if (shape.Reduction > 1)
        {
            sr = ModalLayer.Shared(nn.Conv2d(shape.Width, shape.Width, shape.Reduction, stride: shape.Reduction));
            norm = family.InnerNorm(shape.Width);
        }

        RegisterComponents();
    }

    /// <param name="input">[B, N, C] of each modality</param>
    /// <returns>[B, N, C] of each modality</returns>
    public override Tensor[] forward(TokenGrid input)
    {
        using var scope = NewDisposeScope();
        var keys = kv.call(Reduced(input));                                                 // [B, R, 2 C]
        var mixed = q.call(input.Tokens).Each(keys, Attend);
        return proj.call(mixed).MoveToOuterDisposeScope();
    }

    void IPreparesInference.PrepareInference() => _isPrepared = true;

    // Rows and columns beyond the last whole square are left out.
    private Tensor[] Reduced(TokenGrid input) => sr is null ? input.Tokens : norm!.call(TokenGrid.Of(sr.call(input.Maps())).Tokens);

    private Tensor Attend(Tensor query, Tensor keysAndValues)
    {
        using var scope = NewDisposeScope();
        long batch = query.shape[0], tokens = query.shape[1], width = query.shape[2], channels = width / _heads;
        if (_isPrepared && !training && KernelAttention.Takes(query))
            return KernelAttention.Run(query, keysAndValues, _heads).MoveToOuterDisposeScope();
        var queries = query.reshape(batch, tokens, _heads, channels).transpose(1, 2);                                     // [B, h, N, C/h]
        var packed = keysAndValues.reshape(batch, -1, 2, _heads, channels).permute(2, 0, 3, 1, 4);                        // [2, B, h, R, C/h]
        var (k, v) = (packed.select(0, 0), packed.select(0, 1));
        var weights = (queries.matmul(k.transpose(-2, -1)) * Math.Pow(channels, -0.5)).softmax(-1);                       // [B, h, N, R]
        return weights.matmul(v).transpose(1, 2).reshape(batch, tokens, width).MoveToOuterDisposeScope();
    }
}
