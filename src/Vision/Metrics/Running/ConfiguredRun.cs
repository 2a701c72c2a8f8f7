using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Metrics.Detections;
using Fuse3D.Vision.Models.GroupFree.Decoding;

namespace Fuse3D.Vision.Metrics.Running;

/// <summary>An evaluation as a configuration describes it.</summary>
public static class ConfiguredRun
{
    /// <summary>Measures a network on a split, in this process and in memory: what training does between epochs.</summary>
    /// <param name="predictor">the caller keeps it; <see cref="NetworkPredictor"/> for a network that is being trained</param>
    /// <param name="data">the split to measure on</param>
    /// <exception cref="InvalidInputException">the data's classes are not the network's, or there is no frame</exception>
    public static async Task<RunFigures> MeasureAsync(
        RunConfig config, IDetectionDataset data, IScenePredictor predictor, IProgress<RunProgress>? progress = null, CancellationToken cancel = default)
    {
        IReadOnlyList<HeadSelection> heads = Heads(config);
        var store = new ResultMemory();
        SceneWork work = Scenes(config, data, predictor, heads);
        return await MeasureAsync(config, Settings(config), work, heads, store, Options(config), progress, cancel).ConfigureAwait(false);
    }

    /// <summary>The same for a network that takes pictures alone.</summary>
    /// <inheritdoc cref="MeasureAsync(RunConfig, IDetectionDataset, IScenePredictor, IProgress{RunProgress}?, CancellationToken)"/>
    public static async Task<RunFigures> MeasureAsync(
        RunConfig config, IPictureDataset data, IPicturePredictor predictor, IProgress<RunProgress>? progress = null, CancellationToken cancel = default) =>
        await MeasureAsync(
            config, Settings(config), Pictures(config, data, predictor), [], new ResultMemory(), Options(config), progress, cancel).ConfigureAwait(false);

    /// <summary>Answers the frames that a store does not have, and makes figures of all.</summary>
    /// <param name="heads">what boxes are read from; none for pictures alone</param>
    public static async Task<RunFigures> MeasureAsync(
        RunConfig config, EvaluationSettings settings, IFrameWork work, IReadOnlyList<HeadSelection> heads, IResultStore store, RunOptions options,
        IProgress<RunProgress>? progress, CancellationToken cancel)
    {
        IReadOnlyList<FrameFailure> failures = await EvaluationRun.RunAsync(work, store, options, progress, cancel).ConfigureAwait(false);
        int frames = EvaluationRun.FramesOf(work, options);
        var evaluation = new RunEvaluation(store, frames, cancel);
        return new(
            heads.Count > 0 ? evaluation.Detections([.. heads.Select(head => head.Name)], options.Repeats, settings) : [],
            config.Family != ModelFolderBranches.GroupFree ? evaluation.Pictures(new() { Classes = config.Data.ClassNames }) : null, frames, failures);
    }

    /// <summary>The configuration's selections of heads; none of a network that takes pictures alone.</summary>
    public static IReadOnlyList<HeadSelection> Heads(RunConfig config)
    {
        if (config.Family == ModelFolderBranches.Yolos)
            return [];
        int layers = config.Described().PointConfig().DecoderLayers;
        return [.. config.Eval.Heads.Select(name => HeadSelection.Parse(name, layers))];
    }

    /// <exception cref="InvalidInputException">the data's classes are not the network's</exception>
    public static SceneWork Scenes(RunConfig config, IDetectionDataset data, IScenePredictor predictor, IReadOnlyList<HeadSelection> heads)
    {
        RequireClasses(data.Name, data.Classes.Names, config.Data.ClassNames);
        return new(data, predictor, Draw(config), Results(config, heads));
    }

    /// <summary>How a network's outputs become boxes.</summary>
    public static SceneResults Results(RunConfig config, IReadOnlyList<HeadSelection> heads) =>
        new(heads, new BoxDecoder(config.Described().Classes(), Decoding(config.Eval)));

    /// <summary>How samples are made for evaluation.</summary>
    public static SampleDraw Draw(RunConfig config) => new(config.Data.Points, config.Eval.Seed)
    {
        UseHeight = config.Data.Height,
        UseColour = config.Data.Colour,
        Views = config.Data.Views,
        View = config.Data.Views > 0 ? View(config) : null,
    };

    /// <summary>How pictures become the network's input.</summary>
    public static ViewInput View(RunConfig config) => config.Described().ViewInput();

    /// <exception cref="InvalidInputException">the data's classes are not the network's</exception>
    public static PictureWork Pictures(RunConfig config, IPictureDataset data, IPicturePredictor predictor)
    {
        RequireClasses(data.Name, data.ClassNames, config.Data.ClassNames);
        return new(data, predictor, View(config));
    }

    /// <summary>Whole batches; pictures are not drawn anew.</summary>
    public static RunOptions Options(RunConfig config) => new(config.Family == ModelFolderBranches.Yolos ? 1 : config.Eval.Repeats)
    {
        Batch = config.Eval.Batch,
        InFlight = 2,
    };

    /// <summary>By which rules boxes in 3D are measured.</summary>
    public static EvaluationSettings Settings(RunConfig config) => new()
    {
        Protocol = EvaluationProtocol.Of(config.Eval.Protocol),
        Classes = config.Data.ClassNames,
        Thresholds = [.. config.Eval.Thresholds.Order()],
    };

    private static DecodeOptions Decoding(EvalConfig eval) => DecodeOptions.Evaluation with
    {
        RemoveEmptyBoxes = eval.RemoveEmpty,
        Suppression = new(SuppressionKind.PerClass, eval.Suppression),
    };

    private static void RequireClasses(string data, IReadOnlyList<string> given, IReadOnlyList<string> wanted)
    {
        if (!given.SequenceEqual(wanted))
            throw new InvalidInputException($"data set {data} has the classes {string.Join(", ", given)}; the network knows {string.Join(", ", wanted)}", "data.classes");
    }
}
