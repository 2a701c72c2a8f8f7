using System.Text.Json;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Metrics.Detections;
using Fuse3D.Vision.Models.GroupFree.Decoding;

namespace Fuse3D.Vision.Metrics.Stored;

/// <summary>Boxes in 3D as a JSON file holds them: detections, or the truth. docs/evaluation.md has an example.</summary>
/// <param name="Classes">names by class id; needed in the truth, which decides</param>
public sealed record StoredScenes(IReadOnlyList<StoredScene> Scenes, IReadOnlyList<string>? Classes = null)
{
    /// <exception cref="InvalidInputException">the file is not of this form</exception>
    public static StoredScenes Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            StoredScenes? read = JsonSerializer.Deserialize<StoredScenes>(file, MetricsJson.Options);
            return read is not null && !read.Scenes.Any(s => s is null || s.Boxes.Any(b => b is null))
                ? read
                : throw new InvalidInputException($"{path} holds null where scenes or boxes belong", path);
        }
        catch (JsonException e)
        {
            throw new InvalidInputException($"{path} is not a file of scenes with boxes: {e.Message}", path, e);
        }
    }

    /// <summary>Holds detections against the truth; a scene without detections counts as one in which nothing was found.</summary>
    /// <param name="settings">given the truth's class names</param>
    /// <exception cref="InvalidInputException">a scene, class or box that cannot be used</exception>
    public static DetectionFigures Score(StoredScenes found, StoredScenes truth, Func<IReadOnlyList<string>, EvaluationSettings> settings)
    {
        IReadOnlyList<string> classes = truth.Classes ?? throw new InvalidInputException("the truth has no list of classes", "classes");
        ILookup<string, StoredScene> byId = found.Scenes.ToLookup(s => s.Id, StringComparer.Ordinal);
        var evaluator = new DetectionEvaluator(settings(classes));
        foreach (StoredScene scene in truth.Scenes)
        {
            var detections = byId[scene.Id].SelectMany(s => s.Boxes.Select((box, i) => box.ToDetection(classes, s.Id, i)));
            var objects = scene.Boxes.Select((box, i) => box.ToTruth(classes, scene.Id, i));
            evaluator.Add(SceneDetections.From(scene.Id, detections), [.. objects]);
        }

        if (found.Scenes.FirstOrDefault(s => !evaluator.Has(s.Id)) is { } stranger)
            throw new InvalidInputException($"there are detections of scene {stranger.Id}, which the truth does not have", "scenes");
        return evaluator.Evaluate();
    }
}

public sealed record StoredScene(string Id, IReadOnlyList<StoredBox> Boxes);

/// <summary>A box in upright axes (x right, y forward, z up; docs/coordinates.md).</summary>
/// <param name="Class">name</param>
/// <param name="Centre">[3] metres</param>
/// <param name="Size">[3] full length, width, height in metres</param>
/// <param name="Yaw">radians, right-handed</param>
/// <param name="Score">of a detection</param>
/// <param name="Published">of a true box: what the published evaluation compares with, where it differs</param>
public sealed record StoredBox(
    string Class, double[] Centre, double[] Size, double Yaw = 0, double? Score = null, StoredBox? Published = null)
{
    internal Detection3D ToDetection(IReadOnlyList<string> classes, string scene, int place) => new(
        ToBox(scene, place), ClassIn(classes, scene, place),
        Score ?? throw new InvalidInputException($"scene {scene}: detection {place} has no score", "score"), place);

    internal TruthBox ToTruth(IReadOnlyList<string> classes, string scene, int place)
    {
        Box3D box = ToBox(scene, place);
        return new(ClassIn(classes, scene, place), box, Published?.ToBox(scene, place) ?? box);
    }

    private Box3D ToBox(string scene, int place) => Centre.Length == 3 && Size.Length == 3
        ? new(new(Centre[0], Centre[1], Centre[2]), new(Size[0], Size[1], Size[2]), Yaw)
        : throw new InvalidInputException(
            $"scene {scene}: box {place} has a centre of {Centre.Length} numbers and a size of {Size.Length}; both have 3", "boxes");

    private int ClassIn(IReadOnlyList<string> classes, string scene, int place)
    {
        for (int c = 0; c < classes.Count; c++)
        {
            if (classes[c] == Class)
                return c;
        }

        throw new InvalidInputException(
            $"scene {scene}: box {place} is of class '{Class}', not one of {string.Join(", ", classes)}", "class");
    }
}
