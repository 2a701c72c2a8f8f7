using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Models.GroupFree.Decoding;

namespace Fuse3D.Vision.Metrics.Detections;

/// <summary>What a detector says of one scene. A box that is proposed for several classes is held once.</summary>
/// <param name="Scene">unique within an evaluation; among equal scores the scene with the smaller id (ordinal) comes first</param>
/// <param name="Boxes">in the axes of the truth</param>
/// <param name="Classes">each class at most once</param>
public sealed record SceneDetections(string Scene, IReadOnlyList<Box3D> Boxes, IReadOnlyList<ClassDetections> Classes)
{
    /// <summary>Detections as the decoder lists them.</summary>
    public static SceneDetections From(string scene, IEnumerable<Detection3D> detections)
    {
        Dictionary<Box3D, int> places = [];
        List<Box3D> boxes = [];
        int PlaceOf(Box3D box)
        {
            if (places.TryAdd(box, boxes.Count))
                boxes.Add(box);
            return places[box];
        }

        ClassDetections[] classes = [.. detections.GroupBy(d => d.Class)
            .Select(own => new ClassDetections(own.Key, [.. own.Select(d => PlaceOf(d.Box))], [.. own.Select(d => d.Score)]))];
        return new(scene, boxes, classes);
    }

    /// <summary>Every box proposed for every class, as the published evaluation does it.</summary>
    /// <param name="classes">how many there are</param>
    public static SceneDetections PerClass(string scene, IReadOnlyList<DecodedBox> boxes, int classes)
    {
        int[] all = [.. Enumerable.Range(0, boxes.Count)];
        return new(scene, [.. boxes.Select(b => b.Box)],
            [.. Enumerable.Range(0, classes).Select(c => new ClassDetections(c, all, [.. boxes.Select(b => b.ScoreOf(c))]))]);
    }

    /// <exception cref="InvalidInputException">a class, a box or a score cannot be used</exception>
    internal void Check(int classes)
    {
        for (int i = 0; i < Boxes.Count; i++)
            SceneTruth.CheckFinite(Boxes[i], $"scene {Scene}: detected box {i}", "boxes");
        HashSet<int> seen = [];
        foreach (ClassDetections own in Classes)
        {
            if (own.Class < 0 || own.Class >= classes || !seen.Add(own.Class))
                throw new InvalidInputException($"scene {Scene}: class {own.Class} is not one of {classes}, or is listed twice", "classes");
            own.Check(Scene, Boxes.Count);
        }
    }
}

/// <summary>The detections of one class in a scene.</summary>
/// <param name="Boxes">[K] places in <see cref="SceneDetections.Boxes"/></param>
/// <param name="Scores">[K] the higher, the surer; among equal scores the earlier comes first</param>
public sealed record ClassDetections(int Class, int[] Boxes, double[] Scores)
{
    internal void Check(string scene, int boxes)
    {
        if (Boxes.Length != Scores.Length)
            throw new InvalidInputException($"scene {scene}, class {Class}: {Boxes.Length} boxes have {Scores.Length} scores", "scores");
        for (int i = 0; i < Scores.Length; i++)
        {
            if (!double.IsFinite(Scores[i]))
                throw new InvalidInputException($"scene {scene}, class {Class}: score {i} is {Scores[i]}, not a finite number", "scores");
            if ((uint)Boxes[i] >= (uint)boxes)
                throw new InvalidInputException($"scene {scene}, class {Class}: detection {i} is of box {Boxes[i]} of {boxes}", "boxes");
        }
    }
}
