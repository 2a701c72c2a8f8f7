using Fuse3D.Vision.Metrics.Dense;
using Fuse3D.Vision.Models.Modalities;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Dense;

/// <summary>Puts planes of any size through a network: in tiles, at several sizes and mirrored where asked for.</summary>
/// <remarks>M modalities, C output channels. Memory is that of one tile, beside the planes and the result.</remarks>
internal sealed class DensePass(DenseNetwork network, bool isSegmentation, DenseOptions options, CancellationToken cancel)
{
    /// <summary>What the branches exchanged in the whole picture.</summary>
    public IReadOnlyList<ExchangedPlace> Exchange { get; private set; } = [];

    /// <param name="planes">M of [1, 3, height, width]</param>
    /// <param name="take">gets each tile and, for each branch and the ensemble, its maps [1, C, rows, columns]: scores, or colours</param>
    public void Run(Tensor[] planes, Action<(TileSpan Row, TileSpan Column), Tensor[]> take)
    {
        int height = (int)planes[0].shape[2], width = (int)planes[0].shape[3];
        TileGrid grid = TileGrid.Of(height, width, options.MaxPixels, options.Overlap, network.SideMultiple);
        if (options.WithExchange && !grid.IsWhole)
        {
            throw new InvalidInputException(
                $"{width} x {height} pixels go through the network in tiles of {options.MaxPixels}; what is exchanged is told of whole pictures only", "options.include_exchange");
        }

        foreach (var tile in grid.Tiles)
        {
            using var scope = NewDisposeScope();
            take(tile, Views(planes.Each(own => own.narrow(2, tile.Row.Start, tile.Row.Length).narrow(3, tile.Column.Start, tile.Column.Length))));
        }
    }

    private Tensor[] Views(Tensor[] tile)
    {
        if (options.IsPlain)
            return View(tile, 1, mirrored: false);
        Tensor[]? sum = null;
        foreach (double scale in options.Scales)
        {
            foreach (bool mirrored in options.Flip ? new[] { false, true } : [false])
            {
                using var scope = NewDisposeScope();
                Tensor[] maps = View(tile, scale, mirrored);
                if (isSegmentation)
                    maps = maps.Each(map => map.softmax(1));
                sum = (sum is null ? maps : sum.Plus(maps)).MoveToOuterDisposeScope();
            }
        }

        int views = options.Scales.Count * (options.Flip ? 2 : 1);
        return sum!.Each(map => map / views);
    }

    // Maps of the tile's size.
    private Tensor[] View(Tensor[] tile, double scale, bool mirrored)
    {
        cancel.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        long height = tile[0].shape[2], width = tile[0].shape[3];
        long least = (long)Math.Ceiling(network.LeastSide / scale), rows = Math.Max(height, least), columns = Math.Max(width, least);
        Tensor[] grown = tile.Each(own => Grown(own, rows, columns));
        Tensor[] pictures = grown.Each(own => Padded(Scaled(mirrored ? own.flip([3]) : own, scale)));
        ModalOutputs outputs = network.Forward(pictures);
        if (options.WithExchange && !mirrored && scale == options.Scales[0])
            Exchange = network.Exchange.Read(outputs, (int)pictures[0].shape[2], (int)pictures[0].shape[3]);
        Tensor[] maps = [.. outputs.All.Select(map => isSegmentation ? LabelMaps.Sized(map, (int)rows, (int)columns) : map.narrow(2, 0, rows).narrow(3, 0, columns))];
        return maps.Each(map => (mirrored ? map.flip([3]) : map).narrow(2, 0, height).narrow(3, 0, width)).MoveToOuterDisposeScope();
    }

    private static Tensor Scaled(Tensor planes, double scale) => scale == 1 ? planes : nn.functional.interpolate(
        planes, [Math.Max(1, (long)Math.Round(planes.shape[2] * scale)), Math.Max(1, (long)Math.Round(planes.shape[3] * scale))],
        mode: InterpolationMode.Bilinear, align_corners: false);

    // The last row and column go on to the next multiple.
    private Tensor Padded(Tensor planes) => Grown(planes, planes.shape[2] + Missing(planes.shape[2]), planes.shape[3] + Missing(planes.shape[3]));

    // The last row and column go on.
    private static Tensor Grown(Tensor planes, long rows, long columns) => (rows, columns) == (planes.shape[2], planes.shape[3])
        ? planes
        : nn.functional.pad(planes, [0, columns - planes.shape[3], 0, rows - planes.shape[2]], PaddingModes.Replicate);

    private long Missing(long side) => (network.SideMultiple - side % network.SideMultiple) % network.SideMultiple;
}
