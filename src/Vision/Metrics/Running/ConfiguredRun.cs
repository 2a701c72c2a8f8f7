using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Data;
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
        var (store, options) = (new ResultMemory(), Options(config));
        SceneWork work = Scenes(config, data, predictor, heads);
        IReadOnlyList<FrameFailure> failures = await EvaluationRun.RunAsync(work, store, options, progress, cancel).ConfigureAwait(false);
        int frames = EvaluationRun.FramesOf(work, options);
        return new(RunEvaluation.Detections(store, [.. heads.Select(head => head.Name)], frames, options.Repeats, Settings(config), cancel), frames, failures);
    }

    /// <summary>The configuration's selections of heads.</summary>
    public static IReadOnlyList<HeadSelection> Heads(RunConfig config)
    {
        int layers = config.Described().PointConfig().DecoderLayers;
        return [.. config.Eval.Heads.Select(name => HeadSelection.Parse(name, layers))];
    }

    /// <exception cref="InvalidInputException">the data's classes are not the network's</exception>
    public static SceneWork Scenes(RunConfig config, IDetectionDataset data, IScenePredictor predictor, IReadOnlyList<HeadSelection> heads)
    {
        RequireClasses(data.Name, data.Classes.Names, config.Data.ClassNames);
        var decoder = new BoxDecoder(config.Described().Classes(), DecodeOptions.Evaluation with { RemoveEmptyBoxes = config.Eval.RemoveEmpty });
        return new(data, predictor, Draw(config), heads, decoder);
    }

    /// <summary>How samples are made for evaluation.</summary>
    public static SampleDraw Draw(RunConfig config) => new(config.Data.Points, config.Eval.Seed)
    {
        UseHeight = config.Data.Height,
        UseColour = config.Data.Colour,
        Views = config.Data.Views,
        View = config.Data.Views > 0 ? View(config) : null,
    };

    /// <summary>How pictures become the network's input.</summary>
    public static ViewInput View(RunConfig config) => new(config.Described().PictureSize(), config.Model.Yolos?.ShortSide ?? 0);

    public static RunOptions Options(RunConfig config) => new(config.Eval.Repeats) { Batch = config.Eval.Batch, InFlight = 2 };

    /// <summary>By which rules results are measured.</summary>
    public static EvaluationSettings Settings(RunConfig config) => new()
    {
        Protocol = EvaluationProtocol.Of(config.Eval.Protocol),
        Classes = config.Data.ClassNames,
        Thresholds = [.. config.Eval.Thresholds.Order()],
    };

    private static void RequireClasses(string data, IReadOnlyList<string> given, IReadOnlyList<string> wanted)
    {
        if (!given.SequenceEqual(wanted))
            throw new InvalidInputException($"data set {data} has the classes {string.Join(", ", given)}; the network knows {string.Join(", ", wanted)}", "data.classes");
    }
}
