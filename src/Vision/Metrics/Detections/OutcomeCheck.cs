namespace Fuse3D.Vision.Metrics.Detections;

/// <summary>Refuses outcomes, as read from a file, that do not fit an evaluation.</summary>
internal static class OutcomeCheck
{
    public static void Check(SceneOutcome outcome, EvaluationSettings settings)
    {
        int classes = settings.Classes.Count;
        Expect(outcome.Truths.Length == classes && outcome.Truths.All(n => n >= 0), outcome, "one count of true boxes for each class");
        Expect(outcome.Classes.Select(c => c.Class).Distinct().Count() == outcome.Classes.Count, outcome, "each class at most once");
        foreach (ClassOutcome own in outcome.Classes)
        {
            Expect((uint)own.Class < (uint)classes, outcome, $"classes below {classes}");
            foreach (double score in own.Scores)
                Expect(double.IsFinite(score), outcome, "finite scores");
            Expect(own.Matches.All(m => (uint)m.Detection < (uint)own.Scores.Length), outcome, "matches of its own detections");
        }

        foreach (ConfusedPair pair in outcome.Confusion)
        {
            Expect((uint)(pair.Truth ?? 0) < (uint)classes, outcome, $"true classes below {classes}");
            Expect((uint)(pair.Detected ?? 0) < (uint)classes, outcome, $"detected classes below {classes}");
        }
    }

    private static void Expect(bool condition, SceneOutcome outcome, string what)
    {
        if (!condition)
            throw new InvalidInputException($"scene {outcome.Scene} does not fit this evaluation, which wants {what}", "scenes");
    }
}
