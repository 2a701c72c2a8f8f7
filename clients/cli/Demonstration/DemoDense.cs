using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fuse3D.Cli.Dense;
using Fuse3D.Client;
using Fuse3D.V1;
using Fuse3D.Vision.Data.Dense;
using Fuse3D.Vision.Data.Rooms.Writing;
using Fuse3D.Vision.Metrics.Dense;

namespace Fuse3D.Cli.Demonstration;

/// <summary>The dense models of the box on rooms that they have not seen, through the image service.</summary>
internal sealed class DemoDense
{
    /// <summary>Rooms of each kind.</summary>
    private const int Rooms = 8;

    private readonly string _root;
    private readonly DirectoryInfo _pictures;

    /// <param name="output">of the demonstration</param>
    public DemoDense(DirectoryInfo output) => (_root, _pictures) = (Path.Combine(output.FullName, "rooms"), new(Path.Combine(output.FullName, "dense")));

    /// <summary>Makes the rooms, at the sizes that the networks learnt from; those of an earlier call are taken as they are.</summary>
    public void Make(CancellationToken cancel)
    {
        RoomGeneration.Run(Folder("nyudv2"), Options("nyudv2", 160, 120), cancel);
        RoomGeneration.Run(Folder("taskonomy"), Options("taskonomy", 108, 108), cancel);
    }

    /// <summary>Asks for the classes of all pixels, and draws them.</summary>
    /// <param name="image">the image service</param>
    /// <returns>what to say of it</returns>
    public async Task<string> SegmentAsync(Uri image, CancellationToken cancel)
    {
        using RemoteDense answers = await OpenAsync(image, DenseKind.Segmentation, cancel);
        ISegmentationDataset data = DenseDatasets.OpenSegmentation("nyudv2", Folder("nyudv2"), "val");
        OrderedDictionary<string, ConfusionMatrix> found = [];
        await AskAsync(answers, DenseSource.Of(data, answers.Model.Modalities), (frame, map) =>
        {
            found.TryAdd(map.Name, new(data.ClassNames.Count));
            found[map.Name].Add(frame.Truth!.Labels!, map.Values.Inline.Span);
        }, cancel);
        return Line(answers.Model, "pixels of the right class, in %", found.Select(own =>
            string.Create(CultureInfo.InvariantCulture, $"{own.Key} {SegmentationScores.Of(own.Value).PixelAccuracy:0.0}")));
    }

    /// <summary>Asks for colours made of shade and texture, and draws them.</summary>
    /// <inheritdoc cref="SegmentAsync"/>
    public async Task<string> TranslateAsync(Uri image, CancellationToken cancel)
    {
        using RemoteDense answers = await OpenAsync(image, DenseKind.Translation, cancel);
        ITranslationDataset data = DenseDatasets.OpenTranslation("taskonomy", Folder("taskonomy"), "val");
        OrderedDictionary<string, TranslationErrors> errors = [];
        await AskAsync(answers, DenseSource.Of(data, answers.Model.Modalities, answers.Model.Target), (frame, map) =>
        {
            errors.TryAdd(map.Name, new());
            errors[map.Name].Add(MemoryMarshal.Cast<byte, float>(map.Values.Inline.Span), TranslationAugmentation.Planes(frame.Truth!.Target!));
        }, cancel);
        return Line(answers.Model, "mean error of colours between -1 and 1", errors.Select(own =>
            string.Create(CultureInfo.InvariantCulture, $"{own.Key} {own.Value.MeanAbsolute:0.000}")));
    }

    private async Task AskAsync(RemoteDense answers, DenseSource source, Action<DenseFrame, DenseMap> take, CancellationToken cancel)
    {
        ConcurrentQueue<DenseFrame> sent = [];      // answers come in their order
        await foreach (DenseReply reply in answers.AnswerAsync(Requests(source, answers.Model.Name, sent, cancel), cancel))
        {
            if (!sent.TryDequeue(out DenseFrame? frame))
                throw new CommandFailure($"{answers.Model.Name} answered more rooms than it was sent");
            if (reply.Status.Code != 0)
                throw new CommandFailure($"{answers.Model.Name} refused room {frame.Id}: {reply.Status.Message}");
            DensePictures.Write(frame, reply, answers.Model, _pictures);
            foreach (DenseMap map in reply.Branches.Append(reply.Ensemble))
                take(frame, map);
        }
    }

    private static async IAsyncEnumerable<DenseRequest> Requests(
        DenseSource source, string model, ConcurrentQueue<DenseFrame> sent, [EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (string id in source.Ids)
        {
            DenseFrame frame = await Task.Run(() => source.Read(id), cancel);
            frame.Request.Header = new() { FrameId = id };
            frame.Request.ModelName = model;
            frame.Request.Options = new() { IncludeBranches = true, IncludeExchange = true, IncludeExchangeMasks = true, Encoding = DenseEncoding.Raw };
            sent.Enqueue(frame);
            yield return frame.Request;
        }
    }

    private static Task<RemoteDense> OpenAsync(Uri image, DenseKind kind, CancellationToken cancel) =>
        RemoteDense.OpenAsync(image, "", kind, new() { Timeout = TimeSpan.FromSeconds(60) }, cancel);

    private string Line(DenseModelInfo model, string what, IEnumerable<string> figures) =>
        $"{model.Name}, {Rooms} rooms, {what}: {string.Join(", ", figures)}; pictures in {_pictures.Name}/";

    private string Folder(string layout) => Path.Combine(_root, layout);

    private static GenerationOptions Options(string layout, int width, int height) => new()
    {
        Scenes = Rooms,
        Validation = Rooms,
        Seed = DemoRooms.Seed,
        Layouts = [layout],
        Width = width,
        Height = height,
    };
}
