using Fuse3D.Vision.Data;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Metrics.Detections;

/// <summary>The true boxes of one scene, in the form a protocol compares with.</summary>
internal readonly record struct SceneTruth(int[] Classes, Box3D[] Boxes)
{
    public int Count => Boxes.Length;

    /// <exception cref="InvalidInputException">a class or a box cannot be used</exception>
    public static SceneTruth Of(string scene, IReadOnlyList<TruthBox> truth, EvaluationSettings settings)
    {
        bool published = settings.Protocol.Truth == TruthKind.Published;
        var boxes = new Box3D[truth.Count];
        for (int i = 0; i < boxes.Length; i++)
        {
            if ((uint)truth[i].Class >= (uint)settings.Classes.Count)
                throw new InvalidInputException(
                    $"scene {scene}: true box {i} has class {truth[i].Class}, not one of {settings.Classes.Count}", "truth");
            boxes[i] = published ? truth[i].Published : truth[i].Box;
            CheckFinite(boxes[i], $"scene {scene}: true box {i}", "truth");
        }

        return new([.. truth.Select(t => t.Class)], boxes);
    }

    public static void CheckFinite(Box3D box, string what, string field)
    {
        if (!box.Centre.IsFinite || !box.Size.IsFinite || !double.IsFinite(box.Yaw))
            throw new InvalidInputException($"{what} has a number that is not finite: {box}", field);
    }
}
