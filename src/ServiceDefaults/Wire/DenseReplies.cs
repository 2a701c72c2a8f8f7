using System.Runtime.InteropServices;
using Fuse3D.V1;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Metrics.Dense;
using Fuse3D.Vision.Models.Dense;
using Google.Protobuf;

namespace Fuse3D.ServiceDefaults.Wire;

/// <summary>What a dense model says, as the contract has it.</summary>
public static class DenseReplies
{
    /// <summary>What the map of all branches together is called.</summary>
    public const string Ensemble = "ensemble";

    public static DenseReply Of(DenseRequest request, DescribedDense model, SegmentationResult result)
    {
        bool raw = request.Options?.Encoding == DenseEncoding.Raw;
        IReadOnlyList<(byte R, byte G, byte B)> palette = model.Colours();
        DenseMap Map(string name, byte[] labels) => raw
            ? new() { Name = name, Values = Values(DataType.Uint8, labels, result.Height, result.Width) }
            : new() { Name = name, Picture = Png(PictureFile.EncodeIndexedPng(result.Width, result.Height, labels, palette), result.Width, result.Height) };
        return Reply(request, model, (result.Width, result.Height), Map, result.Branches, result.Ensemble, result.Exchange);
    }

    public static DenseReply Of(DenseRequest request, DescribedDense model, TranslationResult result)
    {
        bool raw = request.Options?.Encoding == DenseEncoding.Raw;
        DenseMap Map(string name, float[] planes) => raw
            ? new() { Name = name, Values = Values(DataType.Float32, MemoryMarshal.AsBytes<float>(planes), 3, result.Height, result.Width) }
            : new() { Name = name, Picture = Png(PictureFile.EncodePng(TranslationPicture.Of(planes, result.Height, result.Width, PictureForm.Direct)), result.Width, result.Height) };
        return Reply(request, model, (result.Width, result.Height), Map, result.Branches, result.Ensemble, result.Exchange);
    }

    /// <summary>Red, green and blue of each class.</summary>
    public static IReadOnlyList<(byte R, byte G, byte B)> Palette(DenseModelInfo model) => [.. model.Palette.Chunk(3).Select(colour => (colour[0], colour[1], colour[2]))];

    public static DenseModelInfo Info(DescribedDense model, string device, string weightsSum)
    {
        var info = new DenseModelInfo
        {
            Name = model.Description.Name,
            Version = model.Description.Version,
            Family = model.Description.Family,
            Kind = model.IsSegmentation ? DenseKind.Segmentation : DenseKind.Translation,
            Target = model.Description.Target ?? "",
            Device = device,
            WeightsSha256 = weightsSum,
        };
        info.Modalities.AddRange(model.Modalities);
        info.Labels.AddRange(model.Labels);
        if (model.IsSegmentation)
            info.Palette = ByteString.CopyFrom([.. model.Colours().SelectMany(colour => new[] { colour.R, colour.G, colour.B })]);
        return info;
    }

    private static DenseReply Reply<T>(
        DenseRequest request, DescribedDense model, (int Width, int Height) size, Func<string, T[], DenseMap> map, IReadOnlyList<T[]> branches, T[] ensemble,
        IReadOnlyList<ExchangedPlace> exchange)
    {
        var reply = new DenseReply
        {
            ModelName = model.Description.Name,
            ModelVersion = model.Description.Version,
            Width = (uint)size.Width,
            Height = (uint)size.Height,
            Ensemble = map(Ensemble, ensemble),
        };
        if (request.Options?.IncludeBranches == true)
            reply.Branches.AddRange(branches.Select((own, i) => map(model.Branches[i], own)));
        reply.Exchange.AddRange(exchange.Select(place => Place(place, model, request.Options?.IncludeExchangeMasks == true)));
        return reply;
    }

    private static PlaceExchange Place(ExchangedPlace place, DescribedDense model, bool withMasks)
    {
        var message = new PlaceExchange { Place = place.Place };
        message.Modalities.AddRange(place.Masks.Select((mask, i) => new ModalExchange
        {
            Name = model.Modalities[i],
            Rows = (uint)mask.Rows,
            Columns = (uint)mask.Columns,
            Exchanged = (uint)mask.Count,
            Mask = withMasks ? Values(DataType.Uint8, Array.ConvertAll(mask.Exchanged, exchanged => exchanged ? (byte)1 : (byte)0), mask.Rows, mask.Columns) : null,
        }));
        return message;
    }

    private static Tensor Values(DataType type, ReadOnlySpan<byte> bytes, params ReadOnlySpan<long> shape)
    {
        var tensor = new Tensor { Dtype = type, Inline = ByteString.CopyFrom(bytes) };
        tensor.Shape.AddRange(shape.ToArray());
        return tensor;
    }

    private static Image Png(byte[] file, int width, int height) =>
        new() { Encoding = "png", Width = (uint)width, Height = (uint)height, Data = UnsafeByteOperations.UnsafeWrap(file) };
}
