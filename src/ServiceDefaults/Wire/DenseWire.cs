using Fuse3D.ServiceDefaults.Dense;
using Fuse3D.V1;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Data.Dense;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Models.Dense;
using DenseOptions = Fuse3D.Vision.Models.Dense.DenseOptions;

namespace Fuse3D.ServiceDefaults.Wire;

/// <summary>Reads what a dense model is asked, and says which field is at fault when it cannot.</summary>
public static class DenseWire
{
    /// <summary>A segmentation's pictures as stored, in the model's order, all of one size.</summary>
    /// <param name="maxPixels">that a picture may have</param>
    public static IReadOnlyList<Raster<ushort>> Pictures(DenseRequest request, DescribedDense model, long maxPixels)
    {
        IReadOnlyList<ModalityForm> forms = model.Forms();
        return Read(request, model, maxPixels, (raster, modality, field) =>
        {
            if (forms[modality].Smooth && raster.Values.Max() > byte.MaxValue)
                throw Fields.Wrong(field, $"values up to {raster.Values.Max()}; {model.Modalities[modality]} has colours of 8 bits");
        });
    }

    /// <summary>A translation's pictures as its domains show them, in the model's order, all of one size.</summary>
    /// <inheritdoc cref="Pictures"/>
    public static IReadOnlyList<Picture> Views(DenseRequest request, DescribedDense model, long maxPixels)
    {
        var shown = new Picture[model.Modalities.Count];
        Read(request, model, maxPixels, (raster, modality, field) =>
            shown[modality] = Fields.Named(field, () => TaskonomyDomain.Of(model.Modalities[modality]).Decode(raster, field)));
        return shown;
    }

    /// <param name="pixels">of the request's pictures</param>
    public static DenseOptions Options(V1.DenseOptions? given, long pixels, DenseLimits limits)
    {
        given ??= new();
        if (given.MaxPixels != 0 && (given.MaxPixels < DenseOptions.LeastTile || given.MaxPixels > limits.TilePixels))
            throw Fields.Wrong("options.max_pixels", $"{given.MaxPixels}; {DenseOptions.LeastTile} to {limits.TilePixels} are allowed");
        if (given.Encoding is not (DenseEncoding.Unspecified or DenseEncoding.Png or DenseEncoding.Raw))
            throw Fields.Wrong("options.encoding", $"{(int)given.Encoding} is not known");
        int tile = given.MaxPixels == 0 ? limits.TilePixels : (int)given.MaxPixels;
        double largest = given.Scales.Count == 0 ? 1 : given.Scales.Max(), scaled = Math.Min(pixels, tile) * largest * largest, most = (double)DenseLimits.MostScaling * limits.TilePixels;
        if (scaled > most)
        {
            throw Fields.Wrong("options.scales", FormattableString.Invariant(
                $"a scale of {largest} makes {scaled:0} pixels of a tile; at most {most:0} are allowed: take smaller tiles (options.max_pixels) or scales"));
        }

        var options = new DenseOptions
        {
            Scales = given.Scales.Count == 0 ? [1] : [.. given.Scales],
            Flip = given.Flip,
            MaxPixels = tile,
            WithExchange = given.IncludeExchange || given.IncludeExchangeMasks,
        };
        return given.HasOverlap ? options with { Overlap = (int)Math.Min(given.Overlap, int.MaxValue) } : options;
    }

    // Names first, so that nothing is decoded in vain; then one picture after the other, checked by take.
    private static Raster<ushort>[] Read(DenseRequest request, DescribedDense model, long maxPixels, Action<Raster<ushort>, int, string> take)
    {
        IReadOnlyList<int> order = DenseInputs.InOrder(model.Modalities, [.. request.Modalities.Select((modality, i) => (modality.Name, i))]);
        var rasters = new Raster<ushort>[order.Count];
        for (int i = 0; i < order.Count; i++)
        {
            ModalPicture given = request.Modalities[order[i]];
            ModalityDescription modality = model.Description.Modalities[i];
            string field = FieldOf(given, order[i]);
            rasters[i] = ModalWire.Read(given, $"modalities[{order[i]}]", modality.StoredPerMetre, maxPixels);
            if (rasters[i].Size != rasters[0].Size)
                throw Fields.Wrong(field, $"{rasters[i].Size} pixels, where {modality.Name} and {model.Modalities[0]} must be equal; {model.Modalities[0]} has {rasters[0].Size}");
            take(rasters[i], i, field);
        }

        return rasters;
    }

    private static string FieldOf(ModalPicture given, int index) =>
        $"modalities[{index}].{(given.DataCase == ModalPicture.DataOneofCase.Values ? "values" : "picture")}";
}
