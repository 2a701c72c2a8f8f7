using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Data.Dense;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Models.Norms;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Dense;

/// <summary>Answers with one model of segmentation or translation, picture after picture, on a thread of its own.</summary>
/// <remarks>M modalities, in the model's order.</remarks>
public sealed class DensePredictor : IDensePredictor, IDisposable
{
    private readonly DeviceThread _thread;
    private readonly DenseNetwork _network;
    private readonly IReadOnlyList<ModalityForm> _forms;

    private DensePredictor(DescribedDense model, DenseNetwork network, Device device)
    {
        (Model, _network) = (model, network);
        _forms = model.IsSegmentation ? model.Forms() : [];
        _thread = new($"dense {model.Description.Name}", device);
    }

    public DescribedDense Model { get; }

    /// <param name="device">where the network runs; null: the CPU</param>
    /// <exception cref="InvalidInputException">the weights do not fit</exception>
    public static DensePredictor Load(DenseModelFolder folder, Device? device = null) =>
        new(folder.Model, DenseNetwork.Load(folder, device), device ?? CPU);

    /// <summary>A class for every pixel.</summary>
    /// <param name="pictures">M, as stored, all of one size</param>
    /// <exception cref="InvalidInputException">the model translates, or pictures or options are not what it takes</exception>
    public Task<SegmentationResult> SegmentAsync(IReadOnlyList<Raster<ushort>> pictures, DenseOptions? options = null, CancellationToken cancel = default)
    {
        DenseOptions chosen = Require(isSegmentation: true, options);
        DenseInputs.RequireOneSize(Model.Modalities, [.. pictures.Select(p => (p.Width, p.Height))]);
        int width = pictures[0].Width, height = pictures[0].Height;
        return _thread.Run(() => Segment([.. pictures.Zip(_forms, (picture, form) => form.ToPlanes(picture))], height, width, chosen, cancel), cancel);
    }

    /// <summary>The same of a frame of a data set, in the forms that are stored there.</summary>
    /// <inheritdoc/>
    public Task<SegmentationResult> SegmentAsync(IReadOnlyList<DenseModality> frame, DenseOptions options, CancellationToken cancel)
    {
        DenseOptions chosen = Require(isSegmentation: true, options);
        DenseInputs.RequireOneSize(Model.Modalities, [.. frame.Select(m => (m.Pixels.Width, m.Pixels.Height))]);
        int width = frame[0].Pixels.Width, height = frame[0].Pixels.Height;
        float[][] planes = [.. frame.Select(m => m.Form.ToPlanes(m.Pixels))];         // here, beside the network's thread
        return _thread.Run(() => Segment(planes, height, width, chosen, cancel), cancel);
    }

    /// <summary>The view in the model's target domain.</summary>
    /// <param name="pictures">M, all of one size</param>
    /// <exception cref="InvalidInputException">the model segments, or pictures or options are not what it takes</exception>
    public Task<TranslationResult> TranslateAsync(IReadOnlyList<Picture> pictures, DenseOptions? options = null, CancellationToken cancel = default)
    {
        DenseOptions chosen = Require(isSegmentation: false, options);
        DenseInputs.RequireOneSize(Model.Modalities, [.. pictures.Select(p => (p.Width, p.Height))]);
        int width = pictures[0].Width, height = pictures[0].Height;
        return _thread.Run(() => Translate([.. pictures.Select(TranslationAugmentation.Planes)], height, width, chosen, cancel), cancel);
    }

    /// <inheritdoc/>
    public Task<TranslationResult> TranslateAsync(TranslationSample view, DenseOptions options, CancellationToken cancel)
    {
        DenseOptions chosen = Require(isSegmentation: false, options);
        TranslationResult Made() => Translate(view.Inputs, view.Height, view.Width, chosen, cancel);
        return _thread.Run(() => chosen.TrainingSeed is { } seed ? InTraining(seed, Made) : Made(), cancel);
    }

    /// <summary>Finishes what is queued.</summary>
    public void Dispose()
    {
        _thread.Dispose();
        _network.Dispose();
    }

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private DenseOptions Require(bool isSegmentation, DenseOptions? options)
    {
        if (Model.IsSegmentation != isSegmentation)
        {
            throw new InvalidInputException(
                $"model '{Model.Description.Name}' of family '{Model.Description.Family}' {(isSegmentation ? "translates; it does not segment" : "segments; it does not translate")}", "model_name");
        }

        DenseOptions chosen = options ?? new();
        chosen.Require(isSegmentation);
        return chosen;
    }

    // What it did to the running statistics is undone.
    private T InTraining<T>(ulong seed, Func<T> body)
    {
        using var buffers = new BufferCopies(_network.Module);
        manual_seed((long)seed);
        _network.Module.train();
        try
        {
            return body();
        }
        finally
        {
            _network.Module.eval();
            buffers.Restore();
        }
    }

    private SegmentationResult Segment(IReadOnlyList<float[]> given, int height, int width, DenseOptions options, CancellationToken cancel)
    {
        Tensor[] planes = [.. given.Select(one => Planes(one, height, width))];
        byte[][]? labels = null;
        var pass = new DensePass(_network, isSegmentation: true, options, cancel);
        pass.Run(planes, (tile, maps) =>
        {
            labels ??= [.. maps.Select(_ => new byte[height * width])];
            for (int i = 0; i < maps.Length; i++)
                Paste(maps[i].argmax(1, keepdim: true).to(ScalarType.Byte), tile, labels[i], height, width);
        });
        return new(width, height, labels![..^1], labels[^1], pass.Exchange);
    }

    private TranslationResult Translate(IReadOnlyList<float[]> given, int height, int width, DenseOptions options, CancellationToken cancel)
    {
        Tensor[] planes = [.. given.Select(one => Planes(one, height, width))];
        float[][]? colours = null;
        var pass = new DensePass(_network, isSegmentation: false, options, cancel);
        pass.Run(planes, (tile, maps) =>
        {
            colours ??= [.. maps.Select(_ => new float[3 * height * width])];
            for (int i = 0; i < maps.Length; i++)
                Paste(maps[i], tile, colours[i], height, width);
        });
        return new(width, height, colours![..^1], colours[^1], pass.Exchange);
    }

    private Tensor Planes(float[] values, int height, int width) => tensor(values, [1, 3, height, width], device: _thread.Device);

    // map: [1, C, rows, columns] of the tile; whole: [C, height, width]
    private static void Paste<T>(Tensor map, (TileSpan Row, TileSpan Column) tile, T[] whole, int height, int width)
        where T : unmanaged
    {
        var (row, column) = tile;
        using Tensor counts = map.narrow(2, row.From - row.Start, row.To - row.From).narrow(3, column.From - column.Start, column.To - column.From).cpu().contiguous();
        T[] values = counts.data<T>().ToArray();
        int rows = row.To - row.From, columns = column.To - column.From, channels = values.Length / (rows * columns);
        for (int c = 0; c < channels; c++)
        {
            for (int y = 0; y < rows; y++)
                values.AsSpan((c * rows + y) * columns, columns).CopyTo(whole.AsSpan((c * height + row.From + y) * width + column.From));
        }
    }
}
