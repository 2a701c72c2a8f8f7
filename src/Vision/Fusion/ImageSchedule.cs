using Fuse3D.Vision.Models.Yolos;

namespace Fuse3D.Vision.Fusion;

/// <summary>Which blocks of a picture's transformer run, and after which of them tokens are kept for the exchange.</summary>
internal readonly record struct ImageSchedule
{
    private readonly int _blocksPerLayer;

    /// <param name="layers">decoder layers that tokens are exchanged with; 0: none, all blocks run</param>
    /// <param name="blocksPerLayer">blocks that run before each of them</param>
    public ImageSchedule(string model, YolosConfig config, int layers, int blocksPerLayer)
    {
        if (layers < 0 || layers > 0 && (blocksPerLayer < 1 || layers * blocksPerLayer > config.Blocks))
        {
            throw new InvalidInputException(
                $"{model}: {layers} layers with {blocksPerLayer} blocks each do not fit a transformer of {config.Blocks} blocks", "layers");
        }

        _blocksPerLayer = layers == 0 ? 0 : blocksPerLayer;
        UsedBlocks = layers == 0 ? config.Blocks : layers * blocksPerLayer;
    }

    public int UsedBlocks { get; }

    /// <summary>The layer that exchanges the tokens which a block gives; -1: none.</summary>
    public int LayerAfter(int block) => _blocksPerLayer > 0 && (block + 1) % _blocksPerLayer == 0 ? block / _blocksPerLayer : -1;
}
