using System.Collections.Concurrent;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Models.Packed;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Yolos;

/// <summary>Position tables fitted to a few picture sizes, each made once.</summary>
internal sealed class PackedPositions(WeightTable weights, string prefix, YolosConfig config)
{
    private const int Kept = 8;     // sizes in use at once; more are fitted again each time

    private readonly ConcurrentDictionary<PictureSize, (float[] Start, float[][] Middle)> _tables = [];

    /// <returns>[S, D] to add before the first block, and one such table per block that is followed by one</returns>
    public (float[] Start, float[][] Middle) For(PictureSize size)
    {
        if (_tables.TryGetValue(size, out var found))
            return found;
        if (_tables.Count >= Kept)
            _tables.Clear();
        return _tables[size] = Fit(size);
    }

    private (float[] Start, float[][] Middle) Fit(PictureSize size)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        Weight start = weights[$"{prefix}pos_embed"];
        float[] fitted = Resize(start, config.InitSize, size);
        if (config.MidSize is not { } mid)
            return (fitted, []);

        float[] middle = Resize(weights[$"{prefix}mid_pos_embed"], mid, size);
        int length = fitted.Length;
        return (fitted, [.. Enumerable.Range(0, middle.Length / length).Select(i => middle[(i * length)..((i + 1) * length)])]);
    }

    private static float[] Resize(Weight table, PictureSize from, PictureSize to) =>
        PositionTable.Resize(tensor(table.Values, table.Shape), from, to).ToFloats();
}
