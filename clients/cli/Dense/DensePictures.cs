using System.Runtime.InteropServices;
using Fuse3D.ServiceDefaults.Wire;
using Fuse3D.V1;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Metrics.Dense;

namespace Fuse3D.Cli.Dense;

/// <summary>Writes what a model says of a view: classes as an indexed and as a colour picture, or the translated view; and all beside each other.</summary>
internal static class DensePictures
{
    /// <param name="reply">with raw maps</param>
    /// <returns>the files' names</returns>
    public static IReadOnlyList<string> Write(DenseFrame frame, DenseReply reply, DenseModelInfo model, DirectoryInfo folder)
    {
        folder.Create();
        string id = string.Concat(frame.Id.Select(c => Path.GetInvalidFileNameChars().Contains(c) ? '_' : c));
        List<string> written = [];
        string Add(string end)
        {
            written.Add($"{id}_{end}.png");
            return Path.Combine(folder.FullName, written[^1]);
        }

        int width = (int)reply.Width, height = (int)reply.Height;
        if (model.Kind == DenseKind.Segmentation)
        {
            File.WriteAllBytes(Add("labels"), PictureFile.EncodeIndexedPng(width, height, reply.Ensemble.Values.Inline.Span, DenseReplies.Palette(model)));
            PictureFile.Write(Add("colours"), Shown(reply.Ensemble, model, width, height));
        }
        else
        {
            PictureFile.Write(Add(model.Target), Shown(reply.Ensemble, model, width, height));
        }

        PictureFile.Write(Add("side_by_side"), Beside(frame, reply, model, width, height));
        return written;
    }

    private static Picture Beside(DenseFrame frame, DenseReply reply, DenseModelInfo model, int width, int height)
    {
        IEnumerable<Picture> truth = frame.Truth switch
        {
            { Labels: { } labels } => [LabelColours.Of(labels, width, height, DenseReplies.Palette(model))],
            { Target: { } target } when (target.Width, target.Height) == (width, height) => [target],
            _ => [],
        };
        // The last place that exchanges something on a grid: its tokens have seen the most.
        PlaceExchange? place = reply.Exchange.LastOrDefault(place => place.Modalities.All(own => own.Mask is not null && own.Rows > 1));
        return SideBySide.Rows(
            [.. frame.Inputs, .. truth],
            [.. reply.Branches.Append(reply.Ensemble).Select(map => Shown(map, model, width, height))],
            [.. (place?.Modalities ?? []).Zip(frame.Inputs, (own, input) => SideBySide.Exchange(input, Mask(own)))]);
    }

    private static Picture Shown(DenseMap map, DenseModelInfo model, int width, int height) => model.Kind == DenseKind.Segmentation
        ? LabelColours.Of(map.Values.Inline.Span, width, height, DenseReplies.Palette(model))
        : TranslationPicture.Of(MemoryMarshal.Cast<byte, float>(map.Values.Inline.Span), height, width, PictureForm.Direct);

    private static ExchangeMask Mask(ModalExchange exchange) =>
        new((int)exchange.Rows, (int)exchange.Columns, Array.ConvertAll(exchange.Mask.Inline.ToByteArray(), value => value != 0));
}
