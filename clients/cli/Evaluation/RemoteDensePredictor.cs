using System.Runtime.InteropServices;
using Fuse3D.Cli.Dense;
using Fuse3D.Client;
using Fuse3D.V1;
using Fuse3D.Vision;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Data.Dense;
using Fuse3D.Vision.Metrics.Dense;
using Fuse3D.Vision.Models.Dense;
using DenseOptions = Fuse3D.Vision.Models.Dense.DenseOptions;

namespace Fuse3D.Cli.Evaluation;

/// <summary>Shows frames to a dense model of an image service, as they are stored; its answers are whole numbers and floats, not pictures.</summary>
/// <param name="client">owned</param>
/// <param name="served">the model's name there</param>
/// <param name="model">what the configuration says that it is</param>
internal sealed class RemoteDensePredictor(DenseClient client, string served, DescribedDense model, PatientCalls calls) : IDensePredictor
{
    public DescribedDense Model => model;

    public async Task<SegmentationResult> SegmentAsync(IReadOnlyList<Vision.Data.Dense.DenseModality> frame, DenseOptions options, CancellationToken cancel)
    {
        DenseRequest request = Request(options, model.Modalities.Zip(frame, (name, stored) => Dense.DenseModality.Of(name, stored.Pixels)));
        DenseReply reply = await calls.AskAsync(token => client.SegmentAsync(request, token), cancel);
        return new((int)reply.Width, (int)reply.Height, [.. reply.Branches.Select(Labels)], Labels(reply.Ensemble), Exchange(reply));
    }

    public async Task<TranslationResult> TranslateAsync(TranslationSample view, DenseOptions options, CancellationToken cancel)
    {
        // Planes are whole numbers 0..255 brought to -1..1: the service makes the same of the picture.
        DenseRequest request = Request(options, model.Modalities.Zip(view.Inputs, (name, planes) =>
            Dense.DenseModality.Of(name, TranslationPicture.Of(planes, view.Height, view.Width, PictureForm.Direct))));
        DenseReply reply = await calls.AskAsync(token => client.TranslateAsync(request, token), cancel);
        return new((int)reply.Width, (int)reply.Height, [.. reply.Branches.Select(Colours)], Colours(reply.Ensemble), Exchange(reply));
    }

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }

    private DenseRequest Request(DenseOptions options, IEnumerable<ModalPicture> modalities) => new()
    {
        ModelName = served,
        Modalities = { modalities },
        Options = new()
        {
            Encoding = DenseEncoding.Raw,
            IncludeBranches = true,
            Scales = { model.IsSegmentation ? options.Scales : [] },
            Flip = options.Flip,
            IncludeExchange = options.WithExchange,
            IncludeExchangeMasks = options.WithExchange,
        },
    };

    private static byte[] Labels(DenseMap map) => Bytes(map.Name, map.Values, DataType.Uint8);

    private static float[] Colours(DenseMap map) => MemoryMarshal.Cast<byte, float>(Bytes(map.Name, map.Values, DataType.Float32)).ToArray();

    private static ExchangedPlace[] Exchange(DenseReply reply) => [.. reply.Exchange.Select(place => new ExchangedPlace(place.Place, [.. place.Modalities.Select(own =>
        new ExchangeMask((int)own.Rows, (int)own.Columns, Array.ConvertAll(Bytes(own.Name, own.Mask, DataType.Uint8), value => value != 0)))]))];

    private static byte[] Bytes(string name, Tensor? values, DataType type) => values is { StorageCase: Tensor.StorageOneofCase.Inline } && values.Dtype == type
        ? values.Inline.ToByteArray()
        : throw new InvalidInputException($"the service's answer {name} is {values?.Dtype} ({values?.StorageCase}), not {type}", "frame");
}
