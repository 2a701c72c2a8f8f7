using System.Collections.Concurrent;
using Fuse3D.Vision.Data;

namespace Fuse3D.Vision.Metrics.Pictures;

/// <summary>Holds detections in pictures against the truth by COCO's rules: from any number of threads, in any order.</summary>
/// <remarks>The figures do not depend on the order in which pictures arrive, nor on how they are spread over shards.</remarks>
public sealed class PictureEvaluator
{
    private readonly ConcurrentDictionary<string, PictureOutcome> _pictures = new(StringComparer.Ordinal);

    /// <exception cref="InvalidInputException">no class, or limits out of range</exception>
    public PictureEvaluator(PictureSettings settings)
    {
        settings.Check();
        Settings = settings;
    }

    public PictureSettings Settings { get; }

    /// <summary>Pictures so far.</summary>
    public int Count => _pictures.Count;

    /// <summary>Whether a picture is in already.</summary>
    public bool Has(string picture) => _pictures.ContainsKey(picture);

    /// <summary>Matches one picture and adds it.</summary>
    /// <param name="picture">among equal scores the picture with the smaller id comes first; ids of digits compare as numbers</param>
    /// <exception cref="InvalidInputException">numbers that are not finite, unknown classes, or a picture that was added before</exception>
    public PictureOutcome Add(string picture, IReadOnlyList<PictureDetection> detections, IReadOnlyList<PictureTruth> truth)
    {
        for (int i = 0; i < detections.Count; i++)
            CheckBox(detections[i].Class, detections[i].Box, detections[i].Score, $"picture {picture}: detection {i}");
        for (int i = 0; i < truth.Count; i++)
            CheckBox(truth[i].Class, truth[i].Box, truth[i].Area, $"picture {picture}: true box {i}");
        PictureOutcome outcome = PictureMatcher.Match(picture, detections, truth, Settings);
        Add(outcome);
        return outcome;
    }

    /// <summary>Adds a picture that was matched before, under the same settings.</summary>
    /// <exception cref="InvalidInputException">it does not fit the settings, or was added before</exception>
    public void Add(PictureOutcome outcome)
    {
        foreach (PictureClassOutcome own in outcome.Classes)
        {
            if ((uint)own.Class >= (uint)Settings.Classes.Count || own.Areas.Count != Settings.Areas.Count
                || own.Areas.Any(a => a.Truths < 0 || a.Right.Length != own.Scores.Length || a.Ignored.Length != own.Scores.Length))
            {
                throw new InvalidInputException(
                    $"picture {outcome.Picture}, class {own.Class}, is not of such an evaluation", "pictures");
            }
        }

        if (!_pictures.TryAdd(outcome.Picture, outcome))
            throw new InvalidInputException($"picture {outcome.Picture} was given twice", "picture");
    }

    /// <summary>Adds the pictures of another part.</summary>
    /// <exception cref="InvalidInputException">other settings, or a picture that is here already</exception>
    public void Add(PictureShard shard)
    {
        if (!Settings.Fits(shard.Settings))
            throw new InvalidInputException("a shard with other classes, thresholds or areas cannot be added", "settings");
        foreach (PictureOutcome outcome in shard.Pictures)
            Add(outcome);
    }

    /// <summary>Everything so far, to be stored.</summary>
    public PictureShard ToShard() => new(Settings, Ordered());

    /// <summary>The figures of everything so far.</summary>
    public PictureFigures Evaluate() => PictureAverages.Of(Settings, Ordered());

    private PictureOutcome[] Ordered() => [.. _pictures.Values
        .OrderBy(p => p.Picture.All(char.IsAsciiDigit) ? p.Picture.TrimStart('0').Length : int.MaxValue)
        .ThenBy(p => p.Picture.All(char.IsAsciiDigit) ? p.Picture.TrimStart('0') : p.Picture, StringComparer.Ordinal)
        .ThenBy(p => p.Picture, StringComparer.Ordinal)];

    private void CheckBox(int classId, PictureBox box, double number, string what)
    {
        if ((uint)classId >= (uint)Settings.Classes.Count)
            throw new InvalidInputException($"{what} has class {classId}, not one of {Settings.Classes.Count}", "class");
        if (!double.IsFinite(number) || !double.IsFinite(box.Left + box.Top + box.Right + box.Bottom))
            throw new InvalidInputException($"{what} has a number that is not finite: {number}, {box}", "box");
    }
}
