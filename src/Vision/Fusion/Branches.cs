using Fuse3D.Vision.Models.GroupFree;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Fusion;

/// <summary>The point-cloud detector as the fusion sees it: in this process, or behind a network session.</summary>
public interface IPointBranch : IAsyncDisposable
{
    PointBranchInfo Info { get; }

    /// <summary>Runs the backbone and the candidate sampling on one cloud.</summary>
    /// <param name="cloud">[N, 3 + F] float32 in network axes (x right, y forward, z up, metres), already resampled; the caller keeps it</param>
    Task<IPointSession> BeginAsync(Tensor cloud, CancellationToken cancel);
}

/// <summary>One cloud on its way through the point branch; disposing it frees what it holds.</summary>
public interface IPointSession : IAsyncDisposable
{
    /// <summary>[P, 3] seed positions in network axes, on the branch's device; owned by the session.</summary>
    Tensor SeedXyz { get; }

    /// <summary>[P, C] projected keys before any exchange, on the branch's device; owned by the session.</summary>
    Tensor KeyTokens { get; }

    /// <summary>Runs all decoder layers and heads.</summary>
    /// <param name="exchange">what the other branch gives, on any device; null leaves the keys as they are</param>
    Task<PointHeads> DecodeAsync(TokenExchange? exchange, CancellationToken cancel);
}

/// <summary>The image detector as the fusion sees it.</summary>
public interface IImageBranch : IAsyncDisposable
{
    ImageBranchInfo Info { get; }

    /// <summary>Starts on one or more views of the same scene and returns at once; the network runs ahead.</summary>
    /// <param name="views">[V, 3, H, W] float32, normalised; the caller keeps it</param>
    Task<IImageSession> BeginAsync(Tensor views, CancellationToken cancel);
}

/// <summary>One set of views on its way through the image branch.</summary>
public interface IImageSession : IAsyncDisposable
{
    /// <summary>Patch tokens as they stand at one exchange layer; waits until the branch has passed it. Each layer may be asked for once.</summary>
    /// <remarks>A branch that knows early what is wanted of its last layer need not work on the rest.</remarks>
    /// <param name="layer">decoder layer, from 0</param>
    /// <param name="patches">view * patches per view + patch, each once, ascending</param>
    /// <returns>[n, D] float32 on the branch's device, owned by the caller</returns>
    Task<Tensor> GatherAsync(int layer, ReadOnlyMemory<int> patches, CancellationToken cancel);

    /// <summary>The 2D heads after the last block.</summary>
    Task<ImageHeads> FinishAsync(CancellationToken cancel);
}

/// <summary>What both sides of a point branch must agree on.</summary>
/// <param name="ReplacedKeyPositions">whether keys that exchange replaced get their positions, too; null: the branch does not tell</param>
public sealed record PointBranchInfo(
    string Model, int Layers, int Seeds, int Channels, int Classes, int HeadingBins, int SizeClusters, bool? ReplacedKeyPositions = null)
{
    public static PointBranchInfo Of(string model, GroupFreeConfig config) => new(
        model, config.DecoderLayers, config.Seeds, config.Channels, config.Classes, config.HeadingBins, config.SizeClusters, config.ReplacedKeyPositions);
}

/// <summary>Sizes that both sides of an image branch must agree on.</summary>
public sealed record ImageBranchInfo(string Model, int Layers, int Width, int Classes, int PatchRows, int PatchColumns);

/// <summary>One frame's exchange. Only pruned tokens that another branch sees carry rows.</summary>
/// <param name="Scores">[L, P] float32 in 0..1; a kept key is multiplied by its score</param>
/// <param name="Layers">one entry per decoder layer</param>
public sealed record TokenExchange(Tensor Scores, IReadOnlyList<LayerReplacement> Layers) : IDisposable
{
    public void Dispose()
    {
        Scores.Dispose();
        foreach (LayerReplacement layer in Layers)
            layer.Rows.Dispose();
    }
}

/// <param name="Seeds">indices of the replaced seeds, ascending</param>
/// <param name="Rows">[n, C] float32, in the order of <paramref name="Seeds"/></param>
public sealed record LayerReplacement(int[] Seeds, Tensor Rows);

/// <summary>Raw outputs of every 3D head by the reference's names ("last_center", "0head_objectness_scores", ...), without a batch dimension, on the CPU.</summary>
public sealed record PointHeads(IReadOnlyDictionary<string, Tensor> Outputs) : IDisposable
{
    public void Dispose()
    {
        foreach (Tensor output in Outputs.Values)
            output.Dispose();
    }
}

/// <param name="Logits">[V, Q, classes + 1] float32; the last class is "no object"</param>
/// <param name="Boxes">[V, Q, 4] float32: centre x, centre y, width, height relative to the network's input</param>
public sealed record ImageHeads(Tensor Logits, Tensor Boxes) : IDisposable
{
    public void Dispose()
    {
        Logits.Dispose();
        Boxes.Dispose();
    }
}
