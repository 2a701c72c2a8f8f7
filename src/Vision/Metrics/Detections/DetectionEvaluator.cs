using System.Collections.Concurrent;
using Fuse3D.Vision.Data;

namespace Fuse3D.Vision.Metrics.Detections;

/// <summary>Holds detections in 3D against the truth: scene by scene, from any number of threads, in any order.</summary>
/// <remarks>The figures do not depend on the order in which scenes arrive, nor on how they are spread over shards.</remarks>
public sealed class DetectionEvaluator
{
    private readonly ConcurrentDictionary<string, SceneOutcome> _scenes = new(StringComparer.Ordinal);

    /// <exception cref="InvalidInputException">no class, or thresholds out of range</exception>
    public DetectionEvaluator(EvaluationSettings settings)
    {
        settings.Check();
        Settings = settings;
    }

    public EvaluationSettings Settings { get; }

    /// <summary>Scenes so far.</summary>
    public int Count => _scenes.Count;

    /// <summary>Whether a scene is in already.</summary>
    public bool Has(string scene) => _scenes.ContainsKey(scene);

    /// <summary>Matches one scene and adds it.</summary>
    /// <exception cref="InvalidInputException">numbers that are not finite, unknown classes, or a scene that was added before</exception>
    public SceneOutcome Add(SceneDetections detections, IReadOnlyList<TruthBox> truth)
    {
        detections.Check(Settings.Classes.Count);
        SceneOutcome outcome = SceneMatcher.Match(detections, SceneTruth.Of(detections.Scene, truth, Settings), Settings);
        Keep(outcome);
        return outcome;
    }

    /// <summary>Adds a scene that was matched before, under the same settings.</summary>
    /// <exception cref="InvalidInputException">it does not fit the classes, or was added before</exception>
    public void Add(SceneOutcome outcome)
    {
        OutcomeCheck.Check(outcome, Settings);
        Keep(outcome);
    }

    /// <summary>Adds the scenes of another part.</summary>
    /// <exception cref="InvalidInputException">other settings, or a scene that is here already</exception>
    public void Add(EvaluationShard shard)
    {
        if (!Settings.Fits(shard.Settings))
            throw new InvalidInputException(
                $"a shard of protocol {shard.Settings.Protocol.Id} with other classes, thresholds or rules cannot be added", "settings");
        foreach (SceneOutcome outcome in shard.Scenes)
            Add(outcome);
    }

    /// <summary>Everything so far, to be stored.</summary>
    public EvaluationShard ToShard() => new(Settings, Ordered());

    /// <summary>The figures of everything so far.</summary>
    public DetectionFigures Evaluate() => EvaluationFigures.Of(Settings, Ordered());

    private SceneOutcome[] Ordered() => [.. _scenes.Values.OrderBy(s => s.Scene, StringComparer.Ordinal)];

    private void Keep(SceneOutcome outcome)
    {
        if (!_scenes.TryAdd(outcome.Scene, outcome))
            throw new InvalidInputException($"scene {outcome.Scene} was given twice", "scene");
    }
}
