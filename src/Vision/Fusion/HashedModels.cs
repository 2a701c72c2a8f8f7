using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Models.TokenFusion;

namespace Fuse3D.Vision.Fusion;

/// <summary>Model folders of published shapes whose weights are made by the hash rule: to try the services without a download. They detect nothing.</summary>
public static class HashedModels
{
    /// <summary>TokenFusion for SUN RGB-D: Group-Free L6, O256 with YOLOS-Ti.</summary>
    /// <param name="exchange">kind of the exchange</param>
    public static void WriteSunRgbd(string path, HashedWeights rule, string name = "tokenfusion-sunrgbd-hashed", string exchange = "scored")
    {
        using TorchSharp.DisposeScope scope = TorchSharp.torch.NewDisposeScope();
        var model = new DescribedModel(SunRgbdDescription(name, exchange), ObjectClasses.SunRgbd.Names, path);
        using TokenFusionNetwork network = new(model.FusionConfig());
        var keys = network.state_dict().Select(entry => (entry.Key, entry.Value.shape));
        ModelFolderWriter.Write(path, model.Description, model.Labels, WeightTable.Hashed(rule, keys));
    }

    /// <summary>A rule whose score nets disagree with each other about the tokens, so that some are exchanged; by the plain rule none would be.</summary>
    public static HashedWeights Exchanging(ulong seed) => new(seed)
    {
        Factors = Enumerable.Range(0, TokenFusionConfig.SunRgbdL6O256Tiny.Points.DecoderLayers)
            .ToDictionary(layer => $"score_predictor.{layer}.score_nets.7.weight", _ => 20f),
    };

    private static ModelDescription SunRgbdDescription(string name, string exchange) => new()
    {
        Name = name,
        Family = "token_fusion",
        GroupFree = new() { DecoderLayers = 6, Candidates = 256, HeadingBins = 12, ClassAgnosticSize = true, MeanSizesOf = "sunrgbd" },
        Yolos = new() { Size = "tiny", Picture = [730, 530] },
        Exchange = new() { Kind = exchange },
    };
}
