namespace Fuse3D.Vision.Data.Rooms.Writing;

/// <summary>A room that is to be made.</summary>
/// <param name="Number">in the data set, from 1</param>
/// <param name="Split">"val", "test" or "train"</param>
/// <param name="Seed">of the room and of everything that is drawn for it</param>
public sealed record PlannedRoom(int Number, string Split, ulong Seed)
{
    private const string Validation = "val", Test = "test", Training = "train";

    /// <summary>The number as six digits.</summary>
    public string Id => Number.ToString("000000", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Names of a plan's splits, in the order of their rooms' numbers: those of validation and training always, that of test where it has rooms.</summary>
    public static IEnumerable<string> Splits(IReadOnlyList<PlannedRoom> rooms) =>
        ((string[])[Validation, Test, Training]).Where(split => split != Test || rooms.Any(room => room.Split == Test));

    /// <summary>
    /// The rooms of a data set. Validation and test come first, so that more rooms for training leave every number as it was. A room's seed
    /// follows from its split and its place there.
    /// </summary>
    public static PlannedRoom[] Plan(GenerationOptions options)
    {
        int held = options.Validation + options.Test;
        return [.. Enumerable.Range(0, options.Scenes).Select(i => i < options.Validation ? Room(i, Validation, 0, i)
            : i < held ? Room(i, Test, 2, i - options.Validation)
            : Room(i, Training, 1, i - held))];

        PlannedRoom Room(int index, string split, ulong stream, int place) => new(index + 1, split, SeededRandom.Derive(options.Seed, stream, (ulong)place));
    }
}
