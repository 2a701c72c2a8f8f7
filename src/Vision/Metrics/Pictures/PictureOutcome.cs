namespace Fuse3D.Vision.Metrics.Pictures;

/// <summary>What one picture adds to an evaluation, whatever the other pictures hold.</summary>
/// <param name="Picture">unique within an evaluation</param>
/// <param name="Classes">those with a true box or a detection</param>
public sealed record PictureOutcome(string Picture, IReadOnlyList<PictureClassOutcome> Classes);

/// <summary>One class in a picture.</summary>
/// <param name="Scores">[K] from the highest down</param>
/// <param name="Areas">one for each range of areas</param>
public sealed record PictureClassOutcome(int Class, double[] Scores, IReadOnlyList<AreaOutcome> Areas);

/// <summary>One class in a picture, for objects of one range of areas.</summary>
/// <param name="Truths">objects to find</param>
/// <param name="Right">[K] bit t: found an object at threshold t, be it one that does not count</param>
/// <param name="Ignored">[K] bit t: counts neither way at threshold t</param>
public sealed record AreaOutcome(int Truths, uint[] Right, uint[] Ignored);

/// <summary>A part of an evaluation: to be stored, resumed from, and put together with other parts.</summary>
/// <param name="Pictures">by ascending id</param>
public sealed record PictureShard(PictureSettings Settings, IReadOnlyList<PictureOutcome> Pictures);
