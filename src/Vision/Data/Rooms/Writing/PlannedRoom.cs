namespace Fuse3D.Vision.Data.Rooms.Writing;

/// <summary>A room that is to be made.</summary>
/// <param name="Number">in the data set, from 1</param>
/// <param name="Split">"train" or "val"</param>
/// <param name="Seed">of the room and of everything that is drawn for it</param>
public sealed record PlannedRoom(int Number, string Split, ulong Seed)
{
    /// <summary>Names of the splits, in the order of their rooms' numbers.</summary>
    public static IReadOnlyList<string> Splits { get; } = ["val", "train"];

    /// <summary>The number as six digits.</summary>
    public string Id => Number.ToString("000000", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>
    /// The rooms of a data set. Validation comes first, so that more rooms for training leave every number as it was. A room's seed
    /// follows from its split and its place there.
    /// </summary>
    /// <param name="scenes">all rooms</param>
    /// <param name="validation">of those, rooms that nothing is trained on</param>
    public static PlannedRoom[] Plan(int scenes, int validation, ulong seed) => [.. Enumerable.Range(0, scenes).Select(i => i < validation
        ? new PlannedRoom(i + 1, Splits[0], SeededRandom.Derive(seed, 0, (ulong)i))
        : new PlannedRoom(i + 1, Splits[1], SeededRandom.Derive(seed, 1, (ulong)(i - validation))))];
}
