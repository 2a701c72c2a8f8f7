using static TorchSharp.torch;

namespace Fuse3D.Vision.Fusion;

/// <summary>The fusion's own networks: which keys of the points give way to tokens of the picture, and how those are made to fit.</summary>
public interface IFusionHead : IDisposable
{
    /// <summary>Decoder layers, each with an exchange before it.</summary>
    int Layers { get; }

    /// <summary>Scores the keys for every layer; they do not change between layers, so once per frame is enough.</summary>
    /// <param name="keys">[P, C] float32 projected keys, on any device; may be disposed before the scores are there</param>
    Task<KeyScores> ScoreAsync(Tensor keys, PatchMap patches, CancellationToken cancel);

    /// <summary>Fetches the tokens that replace pruned keys and projects them, layer by layer as the image branch comes by.</summary>
    /// <returns>owned by the caller; its rows lie on the head's device</returns>
    Task<TokenExchange> ExchangeAsync(KeyScores scores, IImageSession image, CancellationToken cancel);
}
