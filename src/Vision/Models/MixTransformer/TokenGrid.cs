using Fuse3D.Vision.Models.Modalities;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.MixTransformer;

/// <summary>Tokens of every modality on one grid.</summary>
/// <param name="Tokens">[B, N, C] of each modality, N = Height * Width, row by row</param>
public sealed record TokenGrid(Tensor[] Tokens, long Height, long Width)
{
    /// <param name="maps">[B, C, H, W] of each modality</param>
    public static TokenGrid Of(Tensor[] maps) => new(maps.Each(Flat), maps[0].shape[2], maps[0].shape[3]);

    /// <summary>[B, C, H, W] of each modality.</summary>
    public Tensor[] Maps() => Tokens.Each(MapOf);

    /// <summary>[B, N, C] as [B, C, H, W].</summary>
    internal Tensor MapOf(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        return tokens.transpose(1, 2).reshape(tokens.shape[0], tokens.shape[2], Height, Width).MoveToOuterDisposeScope();
    }

    /// <summary>[B, C, H, W] as [B, H * W, C].</summary>
    internal static Tensor Flat(Tensor map)
    {
        using var scope = NewDisposeScope();
        return map.flatten(2).transpose(1, 2).MoveToOuterDisposeScope();
    }

    internal TokenGrid MoveToOuterDisposeScope() => this with { Tokens = Tokens.MoveToOuterDisposeScope() };
}
